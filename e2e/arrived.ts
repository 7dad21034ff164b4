import { customer } from '#domain/accounts/customer/customer';
import { delivery } from '#domain/delivery/delivery/delivery';
import { order } from '#domain/orders/order/order';
import type { Company } from '#testing/company';

/** Goods that stand at the customer's door: ids of the customer and of the delivery. */
export async function arrivedGoods(
  company: Company,
  name: string,
): Promise<{ customer: string; delivery: string; number: string }> {
  const boss = company.everybody();
  const today = new Date(company.now).toISOString().slice(0, 10);
  const to = await boss.create(customer, { name });
  const item = { productName: '截止阀', specification: 'DN32 不锈钢', quantity: '20' };
  const placed = await boss.create(order, {
    customer: to.id,
    channel: 'shop',
    deliveryAddress: '苏州工业园区星湖街 1 号',
    items: [item],
  });
  await boss.take(order, 'audit', placed);
  await boss.take(order, 'confirm', placed, { promisedDate: '2099-01-05', sentTo: '采购部', sentBy: 'email' });
  const documents = { hasManual: true, hasInspectionReport: true, hasOperationManual: true, hasWarrantyCard: true };
  const labels = [{ ...item, productionDate: today }];
  const sent = await boss.create(delivery, { order: placed.id, customer: to.id, labels, ...documents });
  await boss.take(delivery, 'pack', sent, {});
  await boss.take(delivery, 'complete_documents', sent);
  await boss.take(delivery, 'ship', sent, { mode: 'express', carrier: '顺丰', trackingNumber: 'SF-7', expectedArrival: today });
  await boss.take(delivery, 'arrive', sent);
  return { customer: to.id, delivery: sent.id, number: sent.number };
}
