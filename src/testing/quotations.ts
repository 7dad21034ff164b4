import { customer } from '#domain/accounts/customer/customer';
import { quotation } from '#domain/sales/quotation/quotation';
import type { InputOf } from '#kernel/declare/record';
import type { Person } from './person.ts';

/** Everything that a quotation needs before it may be submitted. */
export const completeQuotation = {
  subject: '阀门 DN50 一批',
  channel: 'email',
  validUntil: '2026-12-31',
  deliveryTerms: '订单确认后 30 天内送达',
  paymentTerms: '货到 30 天付款',
  processFlow: '铸造、机加工、试压',
  manufacturingStandard: 'GB/T 12221',
  technicalIndex: '公称压力 1.6 MPa，零泄漏',
  marketReference: '同类产品 300 至 340 元',
  overheadRate: '0.15',
  targetMargin: '0.25',
  items: [{ productName: '阀门', specification: 'DN50', quantity: '10', unit: '个', unitPrice: '300.53' }],
  materials: [{ what: '铸件', quantity: '10', unitCost: '100' }],
  labour: [{ what: '机加工', hours: '8', hourlyCost: '120' }],
  consultations: [
    { side: 'technical', who: '李工', opinion: '可以生产' },
    { side: 'finance', who: '王会计', opinion: '成本合理' },
  ],
} satisfies InputOf<typeof quotation>;

/** A quotation as a salesperson draws it up, for a customer of theirs with that name. */
export async function drawnUp(author: Person, name: string, more: InputOf<typeof quotation> = {}) {
  const c = await author.create(customer, { name });
  return author.create(quotation, { customer: c.id, ...completeQuotation, ...more });
}

/** The same, laid before its reviewers. */
export async function submitted(author: Person, name: string, more: InputOf<typeof quotation> = {}) {
  return author.take(quotation, 'submit', await drawnUp(author, name, more));
}
