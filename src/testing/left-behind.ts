import { registry } from '#server/registry';
import type { World } from './world.ts';

/**
 * Everything that a world holds of these records: each with its lines, journal, commitments and refusals, without what two runs
 * cannot share (ids and hashes). As text, in an order of its own, so that two of them can be compared.
 */
export async function leftBehind(world: World, records: readonly string[]): Promise<string> {
  const told: string[] = [];
  for (const name of records) {
    const { table, lines } = registry.kind(name);
    const sets = lines.map(
      (line) =>
        `'${line.name}', (select json_agg(to_jsonb(n) - 'id' order by n.position) from ${line.table} n where n.parent = r.id)`,
    );
    const own = (from: string, order: string) =>
      `(select json_agg(to_jsonb(x) - '{id,hash,head}'::text[] order by ${order}) from ${from} x where x.record_id = r.id)`;
    const { rows } = await world.db.owner.query<{ text: string }>(
      `select json_build_object('row', to_jsonb(r) - 'head', ${sets.map((set) => `${set}, `).join('')}'journal', ${own('journal', 'x.version')},
         'commitments', ${own('commitment', 'x.control, x.opened_at')}, 'refusals', ${own('refusal', 'x.at, x.step, x.control')})::text as text from ${table} r`,
    );
    told.push(...rows.map(({ text }) => text.replaceAll(UUID, 'id')).sort());
  }
  return told.join('\n');
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
