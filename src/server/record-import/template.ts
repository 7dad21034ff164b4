import { writeXlsx } from 'hucre/xlsx';
import type { Pair } from '#kernel/declare/words';
import type { Kind } from '#kernel/run/kind';
import { DAY_FORMAT, INSTANT_FORMAT, NO, YES } from '#server/exports/cells';
import { type ImportField, importFields } from './fields.ts';

/** An empty workbook to fill in: the columns, choices to pick from, and a second sheet that says what belongs where. */
export async function templateOf(kind: Kind, locale: 'zh' | 'en'): Promise<Uint8Array<ArrayBuffer>> {
  const say = (pair: Pair): string => pair[locale === 'zh' ? 0 : 1];
  const fields = importFields(kind);
  const header = fields.map(({ name, required }) => `${say(name)}${required ? '*' : ''}`);
  const bytes = await writeXlsx({
    sheets: [
      {
        name: say(kind.words.name).slice(0, 31),
        columns: header.map((title, i) => ({ width: Math.max(12, title.length * 2), ...formatOf(fields[i]!) })),
        rows: [header],
        freezePane: { rows: 1 },
        dataValidations: fields.flatMap((field, i) => {
          const values = choicesOf(field)?.map(say);
          // Excel keeps a list of choices in 255 characters, with commas between them.
          return values && values.join().length <= 255 && values.every((value) => !value.includes(','))
            ? [{ type: 'list' as const, range: `${letterOf(i)}2:${letterOf(i)}10000`, values, allowBlank: true }]
            : [];
        }),
      },
      {
        name: say(['填写说明', 'How to fill it in']),
        columns: [{ width: 28 }, { width: 10 }, { width: 80 }],
        rows: [
          [say(['列', 'Column']), say(['必填', 'Needed']), say(['怎样填写', 'What belongs there'])],
          ...fields.map((field) => [say(field.name), field.required ? say(YES) : '', say(hintOf(kind, field))]),
          ...(fields.some(({ lines }) => lines !== null) ? [[null, null, say(LINES)]] : []),
        ],
      },
    ],
  });
  return new Uint8Array(bytes);
}

const LINES: Pair = [
  '一条单据有几行明细时：第一行填单据本身和第一条明细，以下各行只填明细。',
  'Where a record has several lines: its first row says the record and the first line, the rows below only further lines.',
];

const choicesOf = ({ column, choices }: ImportField): Pair[] | undefined =>
  column.sql === 'boolean' ? [YES, NO] : column.values?.map((value) => choices?.[value] ?? [value, value]);

function formatOf({ column: { sql } }: ImportField): { numFmt?: string } {
  if (sql === 'date') return { numFmt: DAY_FORMAT };
  if (sql.startsWith('timestamptz')) return { numFmt: INSTANT_FORMAT };
  return sql === 'text' ? { numFmt: '@' } : {}; // a number that is a name keeps its zeros
}

function hintOf(kind: Kind, field: ImportField): Pair {
  const choices = choicesOf(field);
  if (choices) return [choices.map(([zh]) => zh).join('、'), choices.map(([, en]) => en).join(', ')];
  const { ref, sql } = field.column;
  if (ref !== null) return ['编号，或完整名称（同名时请填编号）', 'Its number, or its whole name where only one is called so'];
  if (sql === 'date') return ['日期，如 2026-03-01', 'A date, such as 2026-03-01'];
  if (sql.startsWith('timestamptz'))
    return ['时间，如 2026-03-01 09:30（公司所在时区）', 'A time, such as 2026-03-01 09:30, in the company’s zone'];
  if (sql === 'numeric(18,2)') return ['金额，最多两位小数', 'An amount with at most two decimals'];
  if (sql.startsWith('numeric')) return ['数量，最多六位小数', 'A quantity with at most six decimals'];
  if (sql === 'int') return ['整数', 'A whole number'];
  return field.key === kind.record.title ? ['文字；列表中以此称呼', 'Text; what it is called in lists'] : ['文字', 'Text'];
}

/** `A`, `Z`, `AA` of a column's place from 0. */
const letterOf = (at: number): string =>
  at < 26 ? String.fromCharCode(65 + at) : letterOf(Math.floor(at / 26) - 1) + letterOf(at % 26);
