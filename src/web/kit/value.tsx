import { Link } from 'react-router';
import type { z } from 'zod';
import type { StoredFile } from '#kernel/declare/fields';
import type { Pair } from '#kernel/declare/words';
import { type Called, useCalled } from '../api/records.ts';
import { useFormat } from '../company.ts';
import type { Declared } from '../declared.ts';
import { moneyText, plainText, quantityText } from '../language/format.ts';
import { useSay } from '../preferences.tsx';
import { mayRead, recordNamed, type Sort, sortOf } from '../registry.ts';
import { useMe } from '../session.tsx';
import { FileList } from './file-list.tsx';
import { fileWords, kitWords as w } from './words.ts';

interface ValueProps {
  sort: Sort;
  value: unknown;
  /** What the values of a choice are called. */
  choices?: Record<string, Pair> | undefined;
  /** What a reference points at, where that was told along. */
  called?: Called | undefined;
  /** Whether references lead somewhere; inside something that is a link itself they may not. */
  linked?: boolean;
}

/** One value of a record, as people read it. */
export function Value({ sort, value, choices, called, linked = true }: ValueProps) {
  const say = useSay();
  const format = useFormat();
  if (value === null || value === undefined || value === '') return <span className="quiet">{say(w.none)}</span>;
  switch (sort.is) {
    case 'ref':
      return <RefText to={sort.to} id={plainText(value)} called={called} linked={linked} mention={sort.mention} />;
    case 'choice': {
      const word = choices?.[plainText(value)];
      return <>{word ? say(word) : plainText(value)}</>;
    }
    case 'day':
      return <time dateTime={plainText(value)}>{format.day(plainText(value))}</time>;
    case 'instant':
      return <time dateTime={plainText(value)}>{format.instant(plainText(value))}</time>;
    case 'money':
      return <>{moneyText(plainText(value))}</>;
    case 'quantity':
      return <>{quantityText(plainText(value))}</>;
    case 'flag':
    case 'affirmation':
      return <>{say(value ? w.yes : w.no)}</>;
    case 'signature':
      return <SignatureText value={value as { name: string; strokes?: string }} />;
    case 'files':
      return linked ? <FileList files={value as StoredFile[]} /> : <>{say(fileWords.count((value as StoredFile[]).length))}</>;
    case 'list':
      return (
        <ul className="values">
          {(value as unknown[]).map((each, i) => (
            <li key={`${i} ${String(each)}`}>
              <Value sort={sort.of} value={each} choices={choices} linked={linked} />
            </li>
          ))}
        </ul>
      );
    case 'lines':
      return <>{say(w.rows((value as unknown[]).length))}</>;
    case 'data':
      return <code className="data">{typeof value === 'string' ? value : JSON.stringify(value)}</code>;
    default:
      return sort.is === 'text' && sort.long ? <p className="long">{plainText(value)}</p> : <>{plainText(value)}</>;
  }
}

/** A reference: the number and name of what it points at, and the way there for whoever may go. */
export function RefText({
  to,
  id,
  called,
  linked = true,
  mention = false,
}: {
  to: string;
  id: string;
  called?: Called | undefined;
  linked?: boolean;
  mention?: boolean;
}) {
  const say = useSay();
  const { roles } = useMe();
  const found = recordNamed(to);
  const named = mention && found !== undefined && !mayRead(found.record, roles);
  const asked = useCalled(to, called === undefined ? [id] : [], named);
  const known = called ?? asked.get(id);
  // A person is known by name; what has no name of its own by its number.
  const text = known ? (known.title ?? known.number) : found ? say(found.words.name) : id;
  const title = known?.title ? `${known.number} ${known.title}` : undefined;
  if (!linked || !found || !mayRead(found.record, roles)) return <span title={title}>{text}</span>;
  return (
    <Link to={`/${found.record.plural}/${id}`} title={title}>
      {text}
    </Link>
  );
}

function SignatureText({ value: { name, strokes } }: { value: { name: string; strokes?: string } }) {
  return (
    <span className="signature">
      {name}
      {strokes && (
        <svg viewBox={boxOf(strokes)} role="img" aria-label={name}>
          <path d={strokes} />
        </svg>
      )}
    </span>
  );
}

/** The box around a drawn path, with a little room. */
function boxOf(strokes: string): string {
  const numbers = (strokes.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
  const xs = numbers.filter((_, i) => i % 2 === 0);
  const ys = numbers.filter((_, i) => i % 2 === 1);
  const [left, top] = [Math.min(...xs) - 4, Math.min(...ys) - 4];
  return `${left} ${top} ${Math.max(...xs) - left + 4} ${Math.max(...ys) - top + 4}`;
}

/** A field of a record: its word and its sort. A list of ids says what it points at where a step asks for it. */
export function fieldOf(
  { record, words }: Declared,
  field: string,
): { name: Pair; sort: Sort; choices: Record<string, Pair> | undefined } {
  const schema = record.fields[field];
  if (record.lines?.[field]) return { name: words.lines[field] ?? [field, field], sort: { is: 'lines' }, choices: undefined };
  const asked = Object.values(record.lifecycle).flatMap((step) => {
    const shape = step.evidence?.shape as Record<string, z.ZodType> | undefined;
    return shape?.[field] ? [sortOf(shape[field])] : [];
  });
  const own: Sort = schema ? sortOf(schema) : { is: 'text', long: false };
  const sort = own.is === 'data' || own.is === 'list' ? (asked.find((s) => s.is === 'list' && s.of.is === 'ref') ?? own) : own;
  return { name: words.fields[field] ?? [field, field], sort, choices: words.choices[field] };
}

const PEOPLE = /^employee:(.+)$/;

/** Whoever did something, by the id that the journal keeps. */
export function ActorText({ actor, name }: { actor: string; name?: string | null }) {
  const say = useSay();
  const id = PEOPLE.exec(actor)?.[1];
  if (name) return <>{name}</>;
  if (id !== undefined) return <RefText to="employee" id={id} linked={false} />;
  return <>{say(actor === 'system' ? w.system : actor.startsWith('key:') ? w.program : w.customer)}</>;
}
