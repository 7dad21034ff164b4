import { z } from 'zod';
import { data, day, flag, text } from '#kernel/declare/fields';
import { type DocOf, defineRecord } from '#kernel/declare/record';

/** `["08:30","12:00"]`; a shift that ends after midnight says so: `["20:00","28:00"]`. */
export const shift = z.tuple([z.string().regex(/^\d\d:\d\d$/), z.string().regex(/^\d\d:\d\d$/)]);
const shifts = z.array(shift).max(6);

/** When the company (or one of its sites) works: the clock on which its working-time promises run. */
export const workingCalendar = defineRecord({
  name: 'working-calendar',
  plural: 'working-calendars',
  number: 'WC-{000}',
  fields: {
    name: text(1, 80),
    timeZone: text(1, 60),
    /** The company's own clocks run on the one that is standard. */
    standard: flag(),
    week: data(z.strictObject({ 1: shifts, 2: shifts, 3: shifts, 4: shifts, 5: shifts, 6: shifts, 7: shifts })),
    makeupShifts: data(shifts),
    /** Whether the statutory holidays and make-up working days of China apply. */
    statutory: flag(),
  },
  lines: {
    days: { date: day(), works: flag(), shifts: data(shifts).nullable(), name: text(1, 40).nullable() },
  },
  facts: { openPromises: z.int(), departments: z.int() },
  states: ['in_use', 'retired'],
  final: ['retired'],
  lifecycle: {
    retire: {
      from: 'in_use',
      to: 'retired',
      by: ['admin', 'hr'],
      guards: {
        notStandard: (calendar) => !calendar.standard,
        noDepartmentWorksByIt: (_, facts) => facts.departments === 0,
        noOpenPromises: (_, facts) => facts.openPromises === 0,
      },
    },
  },
  deadlines: {},
  permit: { create: ['admin', 'hr'], edit: { in_use: ['admin', 'hr'] }, read: { employee: 'all', admin: 'all' } },
  title: 'name',
  search: ['name'],
});

export type WorkingCalendarRecord = DocOf<typeof workingCalendar>;
