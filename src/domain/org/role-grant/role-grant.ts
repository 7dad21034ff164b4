import { z } from 'zod';
import { day, ref, text } from '#kernel/declare/fields';
import { type DocOf, defineRecord } from '#kernel/declare/record';
import { employee } from '../employee/employee.ts';
import { type RoleName, roles } from '../roles.ts';

/** An employee holds a role, from one date to another. */
export const roleGrant = defineRecord({
  name: 'role-grant',
  plural: 'role-grants',
  number: 'RG-{00000}',
  fields: {
    employee: ref(employee),
    role: z.enum(Object.keys(roles) as [RoleName, ...RoleName[]]),
    fromDate: day(),
    untilDate: day().nullable(),
  },
  facts: { administrators: z.int() },
  states: ['in_force', 'revoked'],
  final: ['revoked'],
  lifecycle: {
    revoke: {
      from: 'in_force',
      to: 'revoked',
      by: ['admin'],
      evidence: z.object({ reason: text(2, 400) }),
      guards: { anAdministratorRemains: (grant, facts) => grant.role !== 'admin' || facts.administrators > 1 },
    },
  },
  deadlines: {},
  permit: { create: ['admin'], edit: {}, read: { admin: 'all', general_manager: 'all', hr: 'all', employee: 'own' } },
  title: 'role',
  search: [],
});

export type RoleGrant = DocOf<typeof roleGrant>;
