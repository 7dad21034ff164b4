import type { Registry } from '#kernel/run/registry';

/** How many requirements each module of the register has; their ids run from 001. */
const REGISTER = {
  ACC: 60,
  SAL: 47,
  PRJ: 34,
  RSK: 13,
  ORD: 41,
  PUR: 9,
  INV: 47,
  QUA: 17,
  DEL: 22,
  SVC: 53,
  PRD: 13,
  VOC: 44,
  PEO: 21,
  GOV: 33,
  PLT: 8,
} as const;

/** Requirements on the platform itself, which no clause of a shipped regulation carries: what enforces each. */
const PLATFORM: Readonly<Record<string, readonly string[]>> = {
  'PLT-004': ['kernel.tick.notifications'],
  'PLT-007': ['customer.timeline'],
  'PLT-008': ['kernel.settings'],
};

export interface Coverage {
  id: string;
  status: 'enforced' | 'open';
  clauses: readonly string[];
  controls: readonly string[];
}

export const requirementIds = (): string[] =>
  Object.entries(REGISTER).flatMap(([module, count]) =>
    Array.from({ length: count }, (_, i) => `${module}-${String(i + 1).padStart(3, '0')}`),
  );

/** Every requirement of the register with the clauses and controls that carry it. */
export function coverageOf(registry: Registry): Coverage[] {
  const found = new Map<string, { clauses: Set<string>; controls: Set<string> }>();
  const entry = (id: string) => found.get(id) ?? found.set(id, { clauses: new Set(), controls: new Set() }).get(id)!;
  for (const regulation of registry.regulations) {
    for (const [clause, { controls, requirements }] of Object.entries(regulation.clauses)) {
      for (const id of requirements) {
        entry(id).clauses.add(`${regulation.code} ${clause}`);
        for (const control of controls) for (const name of control ? registry.namesOf(control) : []) entry(id).controls.add(name);
      }
    }
  }
  for (const [id, controls] of Object.entries(PLATFORM)) for (const control of controls) entry(id).controls.add(control);
  return requirementIds().map((id) => {
    const { clauses = new Set<string>(), controls = new Set<string>() } = found.get(id) ?? {};
    return { id, status: controls.size > 0 ? 'enforced' : 'open', clauses: [...clauses], controls: [...controls] };
  });
}
