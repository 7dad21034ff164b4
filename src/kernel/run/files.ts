import type { ClientBase } from 'pg';
import type { z } from 'zod';
import { metaOf, type StoredFile } from '../declare/fields.ts';
import type { Shape } from '../declare/record.ts';
import { invalid } from '../problem.ts';
import type { Actor } from './actor.ts';
import type { Kind } from './kind.ts';
import type { Change } from './write.ts';

interface FilePlaces {
  /** Fields of the record that hold files. */
  fields: readonly string[];
  /** Members of the evidence that hold files, by step. */
  evidence: ReadonlyMap<string, readonly string[]>;
  none: boolean;
}

interface Use extends StoredFile {
  recordId: string;
  version: number;
  /** `fields.photos`, `evidence.photos`. */
  place: string;
}

/**
 * Ties the files that changes name to their records, in the transaction of the change. A file is the actor's own, or the record's
 * already; the system passes on whatever there is. Costs nothing where a kind holds no files.
 * @throws Problem invalid when a file does not exist, is somebody else's, or is not what is said of it.
 */
export async function attachFiles(client: ClientBase, actor: Actor, kind: Kind, changes: readonly Change[]): Promise<void> {
  const places = placesOf(kind);
  if (places.none) return;
  const uses = changes.flatMap((change) => usesIn(places, change));
  if (uses.length === 0) return;
  const { rows } = await client.query<{ place: string }>({
    ...ATTACH,
    values: [kind.record.name, actor.id, JSON.stringify(uses)],
  });
  if (rows.length > 0)
    throw invalid(
      [...new Set(rows.map(({ place }) => place))].map((place) => ({ pointer: `/${place.split('.')[1]}`, detail: NOT_YOURS })),
    );
}

const NOT_YOURS = {
  zh: '没有这个文件，或它不是您上传的。请重新上传。',
  en: 'There is no such file, or it is not yours. Please upload it again.',
};

// Answers the places of what does not fit.
const ATTACH = {
  name: 'attach files',
  text: `with named as (select * from json_to_recordset($3::json) as n(id uuid, name text, type text, size bigint, sha256 text, "recordId" uuid, version int, place text)),
fit as (select n.* from named n join file f on f.id = n.id and f.sha256 = n.sha256 and f.name = n.name and f.type = n.type and f.size = n.size
  where $2 in ('system', f.uploaded_by) or exists (select from file_use u where u.file = n.id and u.record_id = n."recordId")),
put as (insert into file_use (file, record, record_id, place, version) select id, $1, "recordId", place, version from fit on conflict do nothing)
select place from named n where not exists (select from fit where fit.id = n.id and fit."recordId" = n."recordId" and fit.place = n.place)`,
};

const found = new WeakMap<Kind, FilePlaces>();

function placesOf(kind: Kind): FilePlaces {
  const known = found.get(kind);
  if (known) return known;
  const { fields, lifecycle } = kind.record;
  const evidence = new Map(
    Object.entries(lifecycle).flatMap(([step, { evidence: asked }]) => {
      const holding = asked ? holdersIn(asked.shape as Shape) : [];
      return holding.length > 0 ? [[step, holding] as const] : [];
    }),
  );
  const places = { fields: holdersIn(fields), evidence, none: holdersIn(fields).length === 0 && evidence.size === 0 };
  found.set(kind, places);
  return places;
}

const holdersIn = (shape: Shape): string[] =>
  Object.entries(shape).flatMap(([name, schema]) => (metaOf(schema as z.ZodType).files ? [name] : []));

function usesIn(places: FilePlaces, { after, changed, step, evidence }: Change): Use[] {
  const shown = (evidence ?? {}) as Record<string, unknown>;
  const named = [
    ...places.fields
      .filter((field) => changed === null || changed.includes(field))
      .map((field) => ['fields', field, after[field]] as const),
    ...(places.evidence.get(step) ?? []).map((member) => ['evidence', member, shown[member]] as const),
  ];
  return named.flatMap(([part, member, held]) =>
    ((held ?? []) as StoredFile[]).map((file) => ({
      ...file,
      recordId: after.id,
      version: after.version,
      place: `${part}.${member}`,
    })),
  );
}
