import type { Hono } from 'hono';
import { froms } from '#kernel/declare/record';
import type { Actor } from '#kernel/run/actor';
import { type CommitmentView, listCommitments } from '#kernel/run/commitments';
import { circumstances } from '#kernel/run/config';
import type { Kernel } from '#kernel/run/kernel';
import type { Kind } from '#kernel/run/kind';
import { type Loaded, load } from '#kernel/run/load';
import { type Ability, abilitiesOf } from '#kernel/run/read';
import { chainOf, MOST_LINKS, nodesOf, refsBetween } from '../journey.ts';
import { longJsonAnswer } from './compress.ts';
import type { Exchange } from './exchange.ts';
import { idIn, mustSee, type RecordDeps } from './records.ts';
import { toldAbilities, toldCommitment } from './view.ts';

/** One record of a piece of business. */
interface Link {
  record: string;
  id: string;
  number: string;
  title: unknown;
  state: string;
  createdAt: string;
  /** The records of the same business that it refers to; hidden ones are left out. */
  parents: string[];
  promises: object[];
  /** Steps out of the state in which it is; none when its life has ended. */
  can: object;
}

/** The whole piece of business around any record: what hangs together, what was promised and when it was done, whose turn it is. */
export function addJourneyRoutes(app: Hono<{ Bindings: Exchange }>, { kernel, now, admitted }: RecordDeps): void {
  const nodes = nodesOf(kernel.registry);
  for (const kind of nodes) {
    const route = `/api/${kind.record.plural}/:id/journey`;
    app.get(route, async (c) => {
      c.env.route = route;
      const actor = await admitted(c);
      const id = idIn(c);
      await mustSee(kernel, actor, kind, id);
      const found = await chainOf(kernel.pool, nodes, kind, id);
      const links = await linksOf(kernel, actor, nodes, found, now());
      const body = { items: links, more: found.length > MOST_LINKS };
      return longJsonAnswer(JSON.stringify(body), c.env.incoming.headers['accept-encoding']);
    });
  }
}

async function linksOf(
  kernel: Kernel,
  actor: Actor,
  nodes: readonly Kind[],
  found: readonly { record: string; id: string }[],
  now: number,
): Promise<Link[]> {
  const wanted = found.slice(0, MOST_LINKS);
  const loaded = await Promise.all(
    nodes.map(async (kind) => {
      const ids = wanted.filter(({ record }) => record === kind.record.name).map(({ id }) => id);
      const { byId } = ids.length > 0 ? await load(kernel.pool, kind, actor, ids, now) : { byId: new Map<string, Loaded>() };
      return [...byId.values()].map((one) => ({ kind, one }));
    }),
  );
  const seen = loaded.flat();
  const ids = new Set(seen.map(({ one }) => one.doc.id));
  const promises = await promisesOn(kernel, actor, [...ids], now);
  const at = circumstances(await kernel.config(), now);
  return seen
    .map(({ kind, one }): Link => {
      const { doc } = one;
      const parents = refsBetween(kind, nodes).flatMap(({ field }) => {
        const parent = doc[field];
        return typeof parent === 'string' && ids.has(parent) ? [parent] : [];
      });
      const hidden = kind.record.permit.confidential?.fields.includes(kind.record.title);
      return {
        record: kind.record.name,
        id: doc.id,
        number: doc.number,
        title: hidden ? null : (doc[kind.record.title] ?? null),
        state: doc.state,
        createdAt: doc.createdAt,
        parents,
        promises: (promises.get(doc.id) ?? []).map((c) => toldCommitment(c, actor.locale)),
        can: toldAbilities(stepsHere(kind, abilitiesOf(kernel.registry, kind, actor, one, at), doc.state), actor.locale),
      };
    })
    .sort((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0));
}

/** What people may do from this state; the system's own steps are nobody's turn. */
const stepsHere = ({ record }: Kind, can: Record<string, Ability>, state: string): Record<string, Ability> =>
  Object.fromEntries(
    Object.entries(can).filter(([name]) => {
      const step = record.lifecycle[name]!;
      return froms(step).includes(state) && step.by.some((role) => role !== 'system');
    }),
  );

const MOST_PROMISES = 1000; // five for each of the records that a journey may have

async function promisesOn(kernel: Kernel, actor: Actor, ids: readonly string[], now: number) {
  const { items } = await listCommitments(kernel, actor, { recordIds: ids, limit: MOST_PROMISES, after: null }, now);
  return Map.groupBy(items, ({ recordId }: CommitmentView) => recordId);
}
