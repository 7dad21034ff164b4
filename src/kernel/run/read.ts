import type { AnyDoc, At } from '../declare/record.ts';
import { froms } from '../declare/record.ts';
import { type Bilingual, bilingual, promiseWord } from '../declare/words.ts';
import { notFound } from '../problem.ts';
import type { Actor } from './actor.ts';
import { remainingMs } from './clock/explain.ts';
import { circumstances } from './config.ts';
import { cite, mayTake, type Reason, unmet, wrongStateReason } from './deed.ts';
import type { Kernel } from './kernel.ts';
import type { Kind } from './kind.ts';
import { type Loaded, load } from './load.ts';
import { clockOf } from './promises.ts';
import type { Registry } from './registry.ts';

/** Whether a step may be taken now, and if not, every reason at once. */
export interface Ability {
  allowed: boolean;
  because: readonly Reason[];
  /** The clauses that speak of this step. */
  clauses: Reason['clauses'];
}

/** A promise that stands on a record. Instants are ISO strings. */
export interface StandingView {
  id: string;
  control: string;
  name: Bilingual;
  outcome: 'open' | 'breached';
  openedAt: string;
  dueAt: string | null;
  paused: boolean;
  /** Working (or plain) milliseconds left; negative when overdue; null while paused. */
  remainingMs: number | null;
  clauses: Reason['clauses'];
}

/** One record as one actor may see it, with what can be done and what is owed. */
export interface View {
  record: AnyDoc;
  can: Record<string, Ability>;
  /** Whether fields and lines may be changed now. */
  edit: boolean;
  commitments: StandingView[];
  /** Fields that this actor may not read; their values are null. */
  withheld: readonly string[];
}

/**
 * Reads one record. Reading confidential fields with the right to do so leaves an entry in the access log.
 * @throws Problem not-found when there is none that the actor may see.
 */
export async function read(kernel: Kernel, actor: Actor, kind: Kind, id: string, now: number): Promise<View> {
  const { epoch, byId } = await load(kernel.pool, kind, actor, [id], now);
  const loaded = byId.get(id);
  if (!loaded) throw notFound();
  const config = await kernel.configAt(epoch);
  const withheld = await withhold(kernel, actor, kind, loaded.doc, now);
  const hidden = Object.fromEntries(withheld.map((f) => [f, null]));
  return {
    record: { ...loaded.doc, ...hidden },
    can: abilitiesOf(kernel.registry, kind, actor, loaded, circumstances(config, now)),
    edit: mayTake((kind.record.permit.edit as Record<string, readonly string[] | undefined>)[loaded.doc.state] ?? [], actor),
    commitments: loaded.standing.map((c) => {
      const remaining = remainingMs(clockOf(c, config), now);
      return {
        id: c.id,
        control: c.control,
        name: bilingual(promiseWord(kind.words, c.control), c.control),
        outcome: c.outcome,
        openedAt: new Date(c.openedAt).toISOString(),
        dueAt: c.dueAt === null ? null : new Date(c.dueAt).toISOString(),
        paused: c.pauses.some((p) => p.to === null),
        remainingMs: remaining,
        clauses: cite(kernel.registry, c.control),
      };
    }),
    withheld,
  };
}

/** Every step of a record, and whether this actor may take it now. Pure. */
export function abilitiesOf(
  registry: Registry,
  kind: Kind,
  actor: Actor,
  { doc, facts }: Pick<Loaded, 'doc' | 'facts'>,
  at: At,
): Record<string, Ability> {
  return Object.fromEntries(
    Object.entries(kind.record.lifecycle).map(([name, step]) => {
      const control = `${kind.record.name}.${name}`;
      const because: Reason[] = [];
      if (!mayTake(step.by, actor)) because.push({ rule: 'role', control, sentence: ROLE, clauses: cite(registry, control) });
      if (!froms(step).includes(doc.state)) because.push(wrongStateReason(registry, kind, name, step, doc));
      else because.push(...unmet(registry, kind, name, step, doc, facts, at));
      return [name, { allowed: because.length === 0, because, clauses: cite(registry, control) }];
    }),
  );
}

const ROLE: Bilingual = { zh: '您的角色不能执行此操作。', en: 'Your role may not do this.' };

/** The confidential fields that must be hidden from this actor; whoever may read them is logged. */
async function withhold(kernel: Kernel, actor: Actor, kind: Kind, doc: AnyDoc, now: number): Promise<readonly string[]> {
  const rule = kind.record.permit.confidential;
  if (!rule) return [];
  if (!mayTake(rule.read, actor)) return rule.fields;
  const shown = rule.fields.filter((f) => doc[f] !== null);
  if (shown.length > 0) {
    await kernel.pool.query({
      name: 'access_log',
      text: 'insert into access_log (at, actor, record, record_id, fields) values ($1, $2, $3, $4, $5)',
      values: [new Date(now), actor.id, kind.record.name, doc.id, shown],
    });
  }
  return [];
}
