import { expect, test } from 'vitest';
import { z } from 'zod';
import { isStillNeeded } from './approval-guards.ts';
import { text } from './fields.ts';
import { asAny, defineRecord } from './record.ts';
import { hours } from './span.ts';
import { wordsFor } from './words.ts';

// Mistakes in an approval that the compiler must find, and those that the program must find when it starts.

const sound = {
  name: 'x',
  plural: 'xs',
  number: 'X-{000}',
  fields: { words: text(), price: text().nullable() },
  lines: { items: { what: text() } },
  facts: {},
  states: ['draft', 'in_review', 'approved', 'sent', 'filed'],
  final: ['filed'],
  title: 'words',
  search: [],
  deadlines: {},
  permit: { create: ['sales'], edit: { draft: ['sales'] }, read: { sales: 'all', finance: 'all', legal: 'all' } },
} as const;
const lifecycle = {
  submit: { from: 'draft', to: 'in_review', by: ['sales'] },
  pass: { from: 'in_review', to: 'approved', by: ['system'] },
  send_back: { from: 'in_review', to: 'draft', by: ['system'] },
  recall: { from: 'in_review', to: 'draft', by: ['sales'] },
  send: { from: 'approved', to: 'sent', by: ['sales'], evidence: z.object({ to: text() }) },
  file: { from: 'sent', to: 'filed', by: ['sales'] },
} as const;
const way = { on: 'in_review', passes: 'pass', returns: 'send_back', withdraws: 'recall', waits: ['send'] } as const;
const finance = { by: 'finance', covers: ['price', 'items'], checks: ['cheap'], within: hours(4) } as const;

const good = defineRecord({
  ...sound,
  lifecycle,
  approvals: {
    review: {
      ...way,
      rounds: {
        one: { seats: { finance } },
        two: { when: (r) => r.price !== null, seats: { legal: { by: 'legal', covers: 'everything', within: hours(1) } } },
      },
    },
  },
});

// Never called: what is wrong in it is for the compiler, and partly for the start.
export const wrong = (): object[] => [
  defineRecord({
    ...sound,
    lifecycle,
    // @ts-expect-error 'in_revue' is not a state
    approvals: { review: { ...way, on: 'in_revue', rounds: { one: { seats: { finance } } } } },
  }),
  defineRecord({
    ...sound,
    lifecycle,
    // @ts-expect-error 'passes' is not a step
    approvals: { review: { ...way, passes: 'passes', rounds: { one: { seats: { finance } } } } },
  }),
  defineRecord({
    ...sound,
    lifecycle,
    // @ts-expect-error 'prize' is neither a field nor a set of lines
    approvals: { review: { ...way, rounds: { one: { seats: { finance: { ...finance, covers: ['prize'] } } } } } },
  }),
  defineRecord({
    ...sound,
    lifecycle,
    // @ts-expect-error 'finanse' is not a role
    approvals: { review: { ...way, rounds: { one: { seats: { finance: { ...finance, by: 'finanse' } } } } } },
  }),
];

const spoken = {
  name: ['物', 'Thing'],
  about: ['物', 'Thing'],
  fields: { words: ['话', 'Words'], price: ['价', 'Price'] },
  lines: { items: ['项', 'Items'] },
  columns: { what: ['何', 'What'] },
  choices: {},
  states: {
    draft: ['草', 'Draft'],
    in_review: ['审', 'In review'],
    approved: ['过', 'Approved'],
    sent: ['发', 'Sent'],
    filed: ['档', 'Filed'],
  },
  steps: {
    submit: ['交', 'Submit'],
    pass: ['过', 'Pass'],
    send_back: ['退', 'Back'],
    recall: ['撤', 'Recall'],
    send: ['发', 'Send'],
    file: ['档', 'File'],
  },
  guards: {},
  evidence: { to: ['给', 'To'] },
  deadlines: {},
} as const;
const review = {
  name: ['审', 'Review'],
  passed: ['都已签。', 'All have signed.'],
  seats: { finance: ['财', 'Finance'], legal: ['法', 'Legal'] },
  checks: { cheap: ['便宜', 'Cheap'] },
} as const;
// @ts-expect-error the words of the approval are missing
wordsFor(good, spoken);
// @ts-expect-error a seat has no word
wordsFor(good, { ...spoken, approvals: { review: { ...review, seats: { finance: review.seats.finance } } } });
// @ts-expect-error a point to check has no word
wordsFor(good, { ...spoken, approvals: { review: { ...review, checks: {} } } });

test('every step that must wait has the guard and its sentence, and the ways back have none', () => {
  const guarded = Object.entries(asAny(good).lifecycle).filter(([, step]) => step.guards?.['review']);
  expect(guarded.map(([name]) => name)).toEqual(['pass', 'send']);
  const words = wordsFor(good, { ...spoken, approvals: { review } });
  expect((words.guards as Record<string, unknown>)['review']).toEqual(review.passed);
});

test.each([
  [undefined, false],
  [null, false],
  [{}, false],
  [{ review: { outcome: 'open' } }, false],
  [{ review: { outcome: 'lapsed' } }, false],
  [{ other: { outcome: 'approved' } }, false],
  [{ review: { outcome: 'approved' } }, true],
])('a guard fails closed: %o is %s', (approvals, holds) => {
  const guard = asAny(good).lifecycle['send']!.guards!['review']!;
  expect(guard({ approvals } as never, {}, {} as never)).toBe(holds);
});

test('signatures are history once nothing can wait for them any more', () => {
  const record = asAny(good);
  const needed = (state: string) => isStillNeeded(record, record.approvals!['review']!, state);
  expect(record.states.map(needed)).toEqual([false, true, true, false, false]);
});

test.each([
  ['people may pass it', { lifecycle: { ...lifecycle, pass: { ...lifecycle.pass, by: ['sales'] } } }, {}],
  ['its first round is not always held', {}, { rounds: { one: { when: () => true, seats: { finance } } } }],
  ['it has no round', {}, { rounds: {} }],
  ['a round has no seat', {}, { rounds: { one: { seats: {} } } }],
  ['two seats share a name', {}, { rounds: { one: { seats: { finance } }, two: { seats: { finance } } } }],
  ['it is asked for at once', { states: ['in_review', 'draft', 'approved', 'sent', 'filed'] }, {}],
  ['customers would read it', { permit: { ...sound.permit, read: { ...sound.permit.read, portal_customer: 'customer' } } }, {}],
  ['a reviewer may not read it', { permit: { ...sound.permit, read: { sales: 'all' } } }, {}],
])('a declaration is refused when %s', (_, record, approval) => {
  const spec = {
    ...sound,
    lifecycle,
    ...record,
    approvals: { review: { ...way, rounds: { one: { seats: { finance } } }, ...approval } },
  };
  expect(() => defineRecord(spec as never)).toThrow('The approval review of x');
});
