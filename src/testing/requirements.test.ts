import { expect, test } from 'vitest';
import { testsByRequirement } from '#cli/coverage';
import { coverageOf, requirementIds } from '#domain/governance/regulation/requirements';
import { registry } from '#server/registry';

const coverage = coverageOf(registry);

test('the register is whole', () => {
  expect(requirementIds()).toHaveLength(462);
  expect(coverage).toHaveLength(462);
});

test('every clause carries requirements of the register and at least one control', () => {
  const known = new Set(requirementIds());
  for (const { code, clauses } of registry.regulations) {
    for (const [clause, { controls, requirements }] of Object.entries(clauses)) {
      expect(controls.length, `${code} ${clause}`).toBeGreaterThan(0);
      for (const id of requirements) expect(known, `${code} ${clause}`).toContain(id);
    }
  }
});

test.each(coverage.filter((c) => c.status === 'enforced').map((c) => [c.id, c] as const))(
  '%s is enforced by a control and proven by a test',
  (id, { controls }) => {
    expect(controls).not.toHaveLength(0);
    expect(testsByRequirement().get(id) ?? [], `no test title names ${id}`).not.toHaveLength(0);
  },
);
