import { expect, test } from 'vitest';
import { z } from 'zod';
import { choice, text } from './fields.ts';
import { type DocOf, defineRecord, type EvidenceOf } from './record.ts';
import { hours } from './span.ts';
import { wordsFor } from './words.ts';

// Mistakes that the compiler must find. Each `@ts-expect-error` fails the type check when the mistake below it would pass.

const sound = {
  name: 'x',
  plural: 'xs',
  number: 'X-{000}',
  fields: { remedy: choice(['repair', 'refund']).nullable(), words: text() },
  facts: { open: z.int() },
  final: [],
  title: 'words',
  search: [],
} as const;

const good = defineRecord({
  ...sound,
  states: ['open', 'closed'],
  lifecycle: {
    close: {
      from: 'open',
      to: 'closed',
      by: ['quality'],
      evidence: z.object({ reason: text(2) }),
      guards: { remedied: (r, f) => r.remedy !== null && f.open === 0 },
    },
    reopen: { from: 'closed', to: 'open', by: ['quality'] },
  },
  deadlines: { first: { starts: 'open', keptBy: ['closed'], within: hours(4), debtor: 'quality', creditor: 'customer' } },
  permit: { create: ['quality'], edit: { open: ['quality'] }, read: { quality: 'all' } },
});

const rest = { deadlines: {}, permit: { create: [], edit: {}, read: {} } } as const;

defineRecord({
  ...sound,
  ...rest,
  states: ['open', 'closed'],
  // @ts-expect-error 'closd' is not a state
  lifecycle: { close: { from: 'open', to: 'closd', by: ['quality'] } },
});
defineRecord({
  ...sound,
  ...rest,
  states: ['open', 'closed'],
  // @ts-expect-error 'qualty' is not a role
  lifecycle: { close: { from: 'open', to: 'closed', by: ['qualty'] } },
});
defineRecord({
  ...sound,
  ...rest,
  states: ['open', 'closed'],
  lifecycle: {
    close: {
      from: 'open',
      to: 'closed',
      by: ['quality'],
      guards: {
        // @ts-expect-error no field is called remdy
        a: (r) => r.remdy !== null,
        // @ts-expect-error no fact is called opened
        b: (_, f) => f.opened === 0,
        // @ts-expect-error 'replace' is not one of the choices
        c: (r) => r.remedy === 'replace',
      },
    },
  },
});
defineRecord({
  ...sound,
  ...rest,
  states: ['open', 'closed'],
  lifecycle: {},
  // @ts-expect-error a deadline ends in a state that does not exist
  deadlines: { first: { starts: 'open', keptBy: ['done'], within: hours(1), debtor: 'quality', creditor: 'customer' } },
});
defineRecord({
  ...sound,
  ...rest,
  states: ['open', 'closed'],
  lifecycle: {},
  // @ts-expect-error editing is permitted in a state that does not exist
  permit: { create: [], edit: { opened: ['quality'] }, read: {} },
});

// @ts-expect-error the evidence must be complete
const incomplete: EvidenceOf<typeof good, 'close'> = {};
// @ts-expect-error 'nope' is not a state
const nowhere: DocOf<typeof good>['state'] = 'nope';

const spoken = {
  name: ['物', 'Thing'],
  about: ['物', 'Thing'],
  fields: { remedy: ['补救', 'Remedy'], words: ['话', 'Words'] },
  lines: {},
  columns: {},
  choices: { remedy: { repair: ['修', 'Repair'], refund: ['退', 'Refund'] } },
  states: { open: ['开', 'Open'], closed: ['关', 'Closed'] },
  steps: { close: ['关', 'Close'], reopen: ['开', 'Reopen'] },
  guards: { remedied: ['已补救。', 'It is remedied.'] },
  evidence: { reason: ['原因', 'Reason'] },
  deadlines: { first: ['首次', 'First'] },
} as const;
wordsFor(good, spoken);
// @ts-expect-error the guard's sentence is missing
wordsFor(good, { ...spoken, guards: {} });
// @ts-expect-error a choice has no word
wordsFor(good, { ...spoken, choices: { remedy: { repair: ['修', 'Repair'] } } });
// @ts-expect-error the step has no word
wordsFor(good, { ...spoken, steps: { close: ['关', 'Close'] } });

test('a sound declaration keeps its types', () => {
  const doc = { state: 'open', remedy: null } as DocOf<typeof good>;
  expect(good.lifecycle.close.guards.remedied(doc, { open: 0 })).toBe(false);
  expect([incomplete, nowhere]).toHaveLength(2);
});
