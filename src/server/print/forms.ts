import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bare, metaOf } from '#kernel/declare/fields';
import type { AnyDoc } from '#kernel/declare/record';
import { envelopeWords, type Pair } from '#kernel/declare/words';
import type { Kind } from '#kernel/run/kind';
import { projectRoot } from '../places.ts';
import { amountInWords } from './amount-in-words.ts';

/** The paper of a record. */
export interface PrintForm {
  record: string;
  /** The record's own part, in its folder. */
  file: string;
  /** States in which it is what it says; in all others the paper is marked as a draft. */
  binding: readonly string[];
  /** The field that is written out in words on Chinese paper. */
  inWords: string;
}

/** Every record that is printed. */
export const printForms: readonly PrintForm[] = [
  {
    record: 'quotation',
    file: 'sales/quotation/quotation.print.typ',
    binding: ['released', 'offered', 'accepted', 'declined', 'lapsed'],
    inWords: 'grossPrice',
  },
  {
    record: 'contract',
    file: 'sales/contract/contract.print.typ',
    binding: ['approved', 'executing', 'fulfilled', 'terminated', 'closed'],
    inWords: 'grossTotal',
  },
];

const source = (file: string): string => readFileSync(path.join(projectRoot, 'src', file), 'utf8');

/** A form's whole source: what every form has, then its own. */
export const sourceOf = (form: PrintForm): string => `${source('server/print/paper.typ')}\n${source(`domain/${form.file}`)}`;

export type Locale = 'zh' | 'en';

/** What a form shows of a record. `names` are what references are called, by id; fields that are withheld are left empty. */
export function dataOf(
  form: PrintForm,
  kind: Kind,
  doc: AnyDoc,
  { locale, company, names, printed }: { locale: Locale; company: string; names: ReadonlyMap<string, string>; printed: string },
): object {
  const say = (pair: Pair): string => pair[locale === 'zh' ? 0 : 1];
  const { words, record } = kind;
  const textOf = (field: string, value: unknown): string => {
    if (value === null || value === undefined) return '';
    const column = kind.columns.find((c) => c.field === field);
    const said = plain(value);
    if (column?.ref) return names.get(said) ?? '';
    const word = words.choices[field]?.[said];
    return word ? say(word) : shown(column?.sql, said);
  };
  const facts = Object.keys(record.fields).map((field) => [
    field,
    { label: say(words.fields[field] ?? [field, field]), value: textOf(field, doc[field]) },
  ]);
  const lines = kind.lines.map(({ name, columns }) => [name, tableOf(name, columns)]);
  function tableOf(name: string, columns: Kind['columns']): object {
    const rows = doc[name] as Record<string, unknown>[];
    const used = columns.filter((c) => c.ref === null && rows.some((row) => row[c.field] !== null));
    return {
      columns: used.map((c) => ({
        label: say(words.columns[c.field] ?? [c.field, c.field]),
        amount: c.sql.startsWith('numeric'),
        wide:
          metaOf(record.lines![name]![c.field]!).sql === undefined &&
          bare(record.lines![name]![c.field]!).inner.type === 'string',
      })),
      rows: rows.map((row) => used.map((c) => (row[c.field] === null ? '' : shown(c.sql, plain(row[c.field]))))),
    };
  }
  const total = doc[form.inWords];
  return {
    locale,
    company,
    printed,
    title: say(words.name),
    number: doc.number,
    draft: !form.binding.includes(doc.state),
    facts: { number: { label: say(envelopeWords.number), value: doc.number }, ...Object.fromEntries(facts) },
    lines: Object.fromEntries(lines),
    amountInWords: locale === 'zh' && typeof total === 'string' ? amountInWords(total) : null,
    words: Object.fromEntries(Object.entries(paperWords).map(([name, pair]) => [name, say(pair)])),
  };
}

const paperWords = {
  printed: ['打印于', 'Printed'],
  draft: ['草稿　未经评审', 'DRAFT'],
  inWords: ['合计人民币（大写）：', 'In words:'],
  us: ['供方：', 'Supplier: '],
  customer: ['需方：', 'Customer: '],
  signature: ['签字', 'Signature'],
  seal: ['（盖章）', '(Seal)'],
  date: ['日期', 'Date'],
} as const satisfies Record<string, Pair>;

/** `¥3,005.30` of money, `10` and `0.5` of other numbers; anything else as it is. */
function shown(sql: string | undefined, text: string): string {
  if (sql === 'numeric(18,2)') return `${text.startsWith('-') ? '−' : ''}¥${grouped(text.replace('-', ''))}`;
  return sql?.startsWith('numeric') ? grouped(text.replace(/\.?0+$/, '')) : text;
}

const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const grouped = (decimal: string): string => {
  const [whole = '0', fraction] = decimal.split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${fraction === undefined ? '' : `.${fraction}`}`;
};
