import { z } from 'zod';
import { choice, flag, ref, text } from '#kernel/declare/fields';
import { type DocOf, defineRecord } from '#kernel/declare/record';
import { department } from '../../org/department/department.ts';
import { employee } from '../../org/employee/employee.ts';

/**
 * Whoever we deal with: the customer information file (客户信息档案). How far the dealings have come (the state), what the
 * customer is worth, how closely it cooperates, and whether it is a key account or a brand customer are independent of each other.
 */
export const customer = defineRecord({
  name: 'customer',
  plural: 'customers',
  number: 'KH-{00000}',
  fields: {
    name: text(1, 200),
    shortName: text(1, 60).nullable(),
    taxId: text(1, 40).nullable(),
    phone: text(3, 60).nullable(),
    address: text(1, 400).nullable(),
    businessScope: text(1, 2000).nullable(),
    needs: text(1, 4000).nullable(),
    source: text(1, 200).nullable(),
    valueClass: choice(['strategic', 'important', 'general']).nullable(),
    cooperationClass: choice(['A', 'B', 'C']).nullable(),
    keyAccount: flag().nullable(),
    brand: flag().nullable(),
    owner: ref(employee).nullable(),
    department: ref(department).nullable(),
  },
  facts: {
    contactPersons: z.int(),
    /** Those of them with a mobile number or an e-mail address. */
    reachableContactPersons: z.int(),
  },
  states: ['potential', 'developing', 'active', 'suspended', 'terminated'],
  final: ['terminated'],
  lifecycle: {
    develop: { from: 'potential', to: 'developing', by: ['sales', 'sales_manager', 'market'] },
    activate: {
      from: ['potential', 'developing'],
      to: 'active',
      by: ['sales', 'sales_manager', 'service_desk', 'service_manager'],
      guards: {
        contactPersonNamed: (_, facts) => facts.contactPersons > 0,
        contactDetailsKnown: (c, facts) => c.phone !== null || facts.reachableContactPersons > 0,
        businessScopeKnown: (c) => c.businessScope !== null,
        needsKnown: (c) => c.needs !== null,
      },
    },
    suspend: {
      from: 'active',
      to: 'suspended',
      by: ['sales_manager', 'service_manager', 'general_manager'],
      evidence: z.object({ reason: text(2, 1000) }),
    },
    resume: {
      from: 'suspended',
      to: 'active',
      by: ['sales_manager', 'service_manager', 'general_manager'],
      evidence: z.object({ reason: text(2, 1000) }),
    },
    terminate: {
      from: ['potential', 'developing', 'active', 'suspended'],
      to: 'terminated',
      by: ['sales_manager', 'general_manager'],
      evidence: z.object({ reason: text(2, 1000) }),
    },
  },
  deadlines: {},
  permit: {
    create: ['sales', 'sales_manager', 'service_desk', 'service_manager', 'market'],
    edit: {
      potential: ['sales', 'sales_manager', 'service_desk', 'service_manager', 'market'],
      developing: ['sales', 'sales_manager', 'service_desk', 'service_manager', 'market'],
      active: ['sales', 'sales_manager', 'service_desk', 'service_manager'],
      suspended: ['sales', 'sales_manager', 'service_desk', 'service_manager'],
    },
    read: {
      sales: 'department',
      sales_manager: 'all',
      service_desk: 'all',
      service_manager: 'all',
      after_sales: 'all',
      market: 'all',
      warehouse: 'all',
      logistics: 'all',
      technical: 'all',
      quality: 'all',
      finance: 'all',
      legal: 'all',
      supervisor: 'all',
      management: 'all',
      general_manager: 'all',
      admin: 'all',
      portal_customer: 'customer',
    },
    confidential: {
      fields: ['taxId', 'phone', 'address'],
      read: [
        'sales',
        'sales_manager',
        'service_desk',
        'service_manager',
        'after_sales',
        'finance',
        'legal',
        'general_manager',
        'admin',
        'portal_customer',
      ],
    },
  },
  title: 'name',
  search: ['name', 'shortName'],
});

export type Customer = DocOf<typeof customer>;
