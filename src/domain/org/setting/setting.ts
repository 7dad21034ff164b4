import { z } from 'zod';
import { data, instant, text } from '#kernel/declare/fields';
import { type DocOf, defineRecord } from '#kernel/declare/record';

/** The company's own value for a limit, rate, threshold or interval, from an instant on. What was before stays in history. */
export const setting = defineRecord({
  name: 'setting',
  plural: 'settings',
  number: 'ST-{00000}',
  fields: {
    key: text(1, 120),
    value: data(z.json()),
    effectiveFrom: instant(),
    reason: text(2, 400),
  },
  facts: {},
  states: ['in_force', 'withdrawn'],
  final: ['withdrawn'],
  lifecycle: {
    withdraw: {
      from: 'in_force',
      to: 'withdrawn',
      by: ['admin', 'general_manager', 'management'],
      evidence: z.object({ withdrawnBecause: text(2, 400) }),
    },
  },
  deadlines: {},
  permit: { create: ['admin', 'general_manager', 'management'], edit: {}, read: { employee: 'all', admin: 'all' } },
  title: 'key',
  search: ['key', 'reason'],
});

export type SettingValue = DocOf<typeof setting>;
