import type { Ability, Commitment, Reason } from '../../api/routes.ts';
import { pathOfLife } from '../../kit/record-page/path.ts';
import { recordNamed } from '../../registry.ts';

/** One record of a piece of business, as it is answered. */
export interface Link {
  record: string;
  id: string;
  number: string;
  title: string | null;
  state: string;
  createdAt: string;
  parents: readonly string[];
  promises: readonly Commitment[];
  can: Record<string, Ability>;
}

export interface Branch {
  link: Link;
  below: Branch[];
}

/**
 * The records as a tree: each hangs on the one that it refers to most closely, as a rating of a delivery that also names the order hangs
 * on the delivery. Those that refer to nothing seen stand at the top. In the order in which they were made.
 */
export function treeOf(links: readonly Link[]): Branch[] {
  const byId = new Map(links.map((link) => [link.id, link]));
  const depths = new Map<string, number>();
  const depthOf = (id: string): number => {
    const known = depths.get(id);
    if (known !== undefined) return known;
    depths.set(id, 0); // should references ever go round, the round is cut here
    const depth = Math.max(-1, ...(byId.get(id)?.parents ?? []).map(depthOf)) + 1;
    depths.set(id, depth);
    return depth;
  };
  const branches = new Map(links.map((link): [string, Branch] => [link.id, { link, below: [] }]));
  const top: Branch[] = [];
  for (const link of links) {
    const closest = [...link.parents].sort((a, b) => depthOf(b) - depthOf(a))[0];
    const under = closest !== undefined && depthOf(closest) < depthOf(link.id) ? branches.get(closest) : undefined;
    (under?.below ?? top).push(branches.get(link.id)!);
  }
  return top;
}

/** What has to be done next on a record: the step, who may take it, and what is still missing. Null when its life has ended or nobody can. */
export function turnOf(link: Link): { step: string; by: readonly string[]; missing: readonly Reason[]; mine: boolean } | null {
  const record = recordNamed(link.record)?.record;
  if (!record || record.final.includes(link.state)) return null;
  const next = pathOfLife(record, link.state).find(({ when }) => when === 'ahead')?.state;
  const steps = Object.entries(link.can).filter(([name]) => record.lifecycle[name]?.to === next);
  const [name, ability] = steps.find(([, { allowed }]) => allowed) ?? steps[0] ?? [];
  if (name === undefined || !ability) return null;
  return {
    step: name,
    by: record.lifecycle[name]!.by.filter((role) => role !== 'system' && role !== 'portal_customer'),
    missing: ability.because.filter(({ rule }) => rule !== 'role'),
    mine: ability.allowed,
  };
}
