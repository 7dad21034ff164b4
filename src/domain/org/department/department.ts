import { z } from 'zod';
import { ref, text } from '#kernel/declare/fields';
import { type DocOf, defineRecord } from '#kernel/declare/record';

/** A part of the company that owes things to customers or to other parts. */
export const department = defineRecord({
  name: 'department',
  plural: 'departments',
  number: 'DP-{0000}',
  fields: {
    name: text(1, 80),
    parent: ref({ name: 'department' }).nullable(),
    manager: ref({ name: 'employee' }).nullable(),
    /** When this site works; empty: as the department above it, or else the company. Promises that its people owe from now on run on it. */
    calendar: ref({ name: 'working-calendar' }).nullable(),
  },
  facts: { people: z.int() },
  states: ['active', 'closed'],
  final: ['closed'],
  lifecycle: {
    close: {
      from: 'active',
      to: 'closed',
      by: ['admin'],
      guards: { nobodyWorksThere: (_, facts) => facts.people === 0 },
    },
    reopen: { from: 'closed', to: 'active', by: ['admin'] },
  },
  deadlines: {},
  permit: { create: ['admin'], edit: { active: ['admin'] }, read: { employee: 'all', admin: 'all' } },
  title: 'name',
  search: ['name'],
});

export type Department = DocOf<typeof department>;
