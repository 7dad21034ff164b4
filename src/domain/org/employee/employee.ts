import { z } from 'zod';
import { ref, text } from '#kernel/declare/fields';
import { type DocOf, defineRecord } from '#kernel/declare/record';
import { department } from '../department/department.ts';

/** A person who works for the company. */
export const employee = defineRecord({
  name: 'employee',
  plural: 'employees',
  number: 'EM-{0000}',
  fields: {
    name: text(1, 80),
    department: ref(department).nullable(),
    mobile: text(3, 40).nullable(),
    email: z.email().max(200).nullable(),
  },
  facts: { openPromises: z.int() },
  states: ['active', 'left'],
  final: ['left'],
  lifecycle: {
    /** All that is open in this person's name becomes a colleague's: customers, orders, measures, places in teams, and the promises with them. */
    hand_over: {
      from: 'active',
      to: 'active',
      by: ['admin', 'hr', 'sales_manager', 'service_manager', 'general_manager'],
      evidence: z.object({ successor: ref({ name: 'employee' }), reason: text(2, 400) }),
    },
    leave: {
      from: 'active',
      to: 'left',
      by: ['admin', 'hr'],
      guards: { promisesHandedOver: (_, facts) => facts.openPromises === 0 },
    },
    return: { from: 'left', to: 'active', by: ['admin', 'hr'] },
  },
  deadlines: {},
  permit: { create: ['admin', 'hr'], edit: { active: ['admin', 'hr'] }, read: { employee: 'all', admin: 'all' } },
  title: 'name',
  search: ['name', 'mobile', 'email'],
});

export type Employee = DocOf<typeof employee>;
