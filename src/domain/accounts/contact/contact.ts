import { z } from 'zod';
import { choice, flag, ref, text } from '#kernel/declare/fields';
import { type DocOf, defineRecord } from '#kernel/declare/record';
import { customer } from '../customer/customer.ts';

/** A person at a customer: whom we call, and who may use the portal. */
export const contact = defineRecord({
  name: 'contact',
  plural: 'contacts',
  number: 'LX-{00000}',
  fields: {
    customer: ref(customer),
    name: text(1, 80),
    post: text(1, 80).nullable(),
    mobile: text(3, 40).nullable(),
    email: z.email().max(200).nullable(),
    /** In which they are written to; empty is Chinese. */
    language: choice(['zh', 'en']).nullable(),
    /** What they see in the portal: nothing (also when empty), what they brought in themselves, or all of their company's. */
    portalAccess: choice(['none', 'own', 'company']).nullable(),
    /** Whom we call first; one at each customer. */
    primary: flag().nullable(),
  },
  facts: {},
  states: ['active', 'left'],
  final: ['left'],
  lifecycle: {
    leave: {
      from: 'active',
      to: 'left',
      by: ['sales', 'sales_manager', 'service_desk', 'service_manager'],
      derives: () => ({ primary: false, portalAccess: 'none' as const }),
    },
    /** Sends a link by which they are signed in to the portal, once. */
    invite: {
      from: 'active',
      to: 'active',
      by: ['sales', 'sales_manager', 'service_desk', 'service_manager', 'after_sales', 'market'],
      guards: {
        portalOpen: (c) => c.portalAccess === 'own' || c.portalAccess === 'company',
        emailKnown: (c) => c.email !== null,
      },
    },
    return: { from: 'left', to: 'active', by: ['sales', 'sales_manager', 'service_desk', 'service_manager'] },
  },
  deadlines: {},
  permit: {
    create: ['sales', 'sales_manager', 'service_desk', 'service_manager', 'after_sales', 'market'],
    edit: { active: ['sales', 'sales_manager', 'service_desk', 'service_manager', 'after_sales', 'market'] },
    // Personal data: whoever does not talk to the customer's people does not see them at all.
    read: {
      sales: 'department',
      sales_manager: 'all',
      service_desk: 'all',
      service_manager: 'all',
      after_sales: 'all',
      market: 'all',
      general_manager: 'all',
      admin: 'all',
      portal_customer: 'customer',
    },
    confidential: {
      fields: ['mobile', 'email'],
      read: [
        'sales',
        'sales_manager',
        'service_desk',
        'service_manager',
        'after_sales',
        'market',
        'general_manager',
        'admin',
        'portal_customer',
      ],
    },
  },
  title: 'name',
  // The service desk finds a caller by the number; everybody who may search here may read it.
  search: ['name', 'mobile', 'email'],
});

export type Contact = DocOf<typeof contact>;
