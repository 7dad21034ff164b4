import { contact } from '#domain/accounts/contact/contact';
import { customer } from '#domain/accounts/customer/customer';
import { delivery } from '#domain/delivery/delivery/delivery';
import { order } from '#domain/orders/order/order';
import { department } from '#domain/org/department/department';
import { employee } from '#domain/org/employee/employee';
import { complaint } from '#domain/voice/complaint/complaint';
import { measure } from '#domain/voice/measure/measure';
import { returnVisit } from '#domain/voice/return-visit/return-visit';
import type { Kernel } from '#kernel/run/kernel';
import type { Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';

export interface Sent {
  id: string;
  order: string;
  customer: string;
}

export interface Complained {
  id: string;
  customer: string;
}

export const TODAY = '2026-11-20';
export const NOW = Date.parse(`${TODAY}T02:00:00Z`);

export const confirmation = { promisedDate: '2026-12-01', sentTo: '王芳', sentBy: 'email' } as const;
export const shipment = { mode: 'road', carrier: '顺丰', trackingNumber: 'SF1', expectedArrival: TODAY } as const;
export const receipt = { signature: { name: '王芳' }, damageFree: true, quantityRight: true, matchesOrder: true } as const;
export const answers = {
  method: 'phone',
  contactName: '王芳',
  function: null,
  performance: null,
  quality: null,
  service: null,
  satisfied: true,
  opinions: null,
  newNeeds: null,
} as const;

/** Records as they stand when something happens to them: made by the system in batches, each lot in one transaction. */
export interface Scenes {
  /** By the system, which may take every step: guards hold for it as for anybody. */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  here: { department: string; employee: string };
  /** With a contact person each. */
  customers(n: number): Promise<string[]>;
  /** One order for each of these customers. */
  auditedOrders(customers: readonly string[]): Promise<string[]>;
  /** `each` deliveries for each of `n` confirmed orders, ready to be packed. */
  preparedDeliveries(n: number, each: number): Promise<Sent[][]>;
  arrivedDeliveries(n: number, each: number): Promise<Sent[][]>;
  /** Complaints that are being handled, with one measure each, which is done. */
  handledComplaints(n: number): Promise<Complained[]>;
  /** Complaints of which the customer was satisfied and the report is written: they could be closed. */
  reportedComplaints(n: number): Promise<(Complained & { visit: string })[]>;
  measureFor(complaint: string): { complaint: string; what: string; department: string; owner: string; due: string };
}

export async function scenesOf(kernel: Kernel): Promise<Scenes> {
  const write: Scenes['write'] = (work) => kernel.write(systemActor, NOW, work);
  const here = await write(async (tx) => {
    const [place] = await tx.create(department, [{ name: '客服部' }]);
    const [person] = await tx.create(employee, [{ name: '李雷', department: place!.id }]);
    return { department: place!.id, employee: person!.id };
  });
  const scenes: Scenes = {
    write,
    here,
    measureFor: (id) => ({
      complaint: id,
      what: '更换密封圈',
      department: here.department,
      owner: here.employee,
      due: '2026-12-01',
    }),
    customers: (n) => write((tx) => activeCustomers(tx, n)),
    auditedOrders: (customers) => write((tx) => auditedOrders(tx, customers)),
    preparedDeliveries: (n, each) => write(async (tx) => grouped(await preparedDeliveries(tx, n, each))),
    arrivedDeliveries: (n, each) =>
      write(async (tx) => {
        const made = await preparedDeliveries(tx, n, each);
        const items = made.map(({ id }) => ({ id }));
        await tx.take(delivery, 'pack', items);
        await tx.take(delivery, 'complete_documents', items);
        await tx.take(
          delivery,
          'ship',
          items.map(({ id }) => ({ id, evidence: shipment })),
        );
        await tx.take(delivery, 'arrive', items);
        return grouped(made);
      }),
    handledComplaints: (n) => write((tx) => handledComplaints(tx, n, scenes)),
    reportedComplaints: (n) =>
      write(async (tx) => {
        const made = await handledComplaints(tx, n, scenes);
        const items = made.map(({ id }) => ({ id }));
        await tx.take(complaint, 'finish_handling', items);
        const visits = await tx.query<Complained & { visit: string }>(
          'select complaint as id, customer, id as visit from return_visit where complaint = any($1::uuid[])',
          [made.map(({ id }) => id)],
        );
        await tx.take(
          returnVisit,
          'record',
          visits.map(({ visit }) => ({ id: visit, evidence: answers })),
        );
        await tx.take(
          complaint,
          'write_report',
          items.map(({ id }) => ({ id, evidence: report })),
        );
        await tx.take(
          complaint,
          'note_prevention',
          items.map(({ id }) => ({ id, evidence: { prevention: '来料检验' } })),
        );
        return visits;
      }),
  };
  return scenes;
}

export const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));

async function activeCustomers(tx: Tx, n: number): Promise<string[]> {
  const made = await tx.create(
    customer,
    times(n, (i) => ({ name: `苏州卓润物流 ${i}`, phone: '0512-1234', businessScope: '物流', needs: '准时' })),
  );
  await tx.create(
    contact,
    made.map(({ id }) => ({ customer: id, name: '王芳' })),
  );
  return (
    await tx.take(
      customer,
      'activate',
      made.map(({ id }) => ({ id })),
    )
  ).map(({ id }) => id);
}

const goods = { productName: '水泵', specification: 'QW-50', quantity: '2' };

async function auditedOrders(tx: Tx, customers: readonly string[]): Promise<string[]> {
  const placed = await tx.create(
    order,
    customers.map((id) => ({
      customer: id,
      channel: 'shop' as const,
      deliveryAddress: '苏州',
      items: [{ ...goods, unit: '台' }],
    })),
  );
  return (
    await tx.take(
      order,
      'audit',
      placed.map(({ id }) => ({ id })),
    )
  ).map(({ id }) => id);
}

async function preparedDeliveries(tx: Tx, n: number, each: number): Promise<Sent[]> {
  const orders = await auditedOrders(tx, await activeCustomers(tx, n));
  const confirmed = await tx.take(
    order,
    'confirm',
    orders.map((id) => ({ id, evidence: confirmation })),
  );
  const labels = [{ ...goods, productionDate: TODAY }];
  const documents = { hasManual: true, hasInspectionReport: true, hasOperationManual: true, hasWarrantyCard: true };
  return tx.create(
    delivery,
    confirmed.flatMap((o) => times(each, () => ({ order: o.id, customer: o.customer, labels, ...documents }))),
  );
}

const grouped = (made: readonly Sent[]): Sent[][] => [...Map.groupBy(made, (sent) => sent.order).values()];

async function handledComplaints(tx: Tx, n: number, { here, measureFor }: Scenes): Promise<Complained[]> {
  const [other] = await tx.create(employee, [{ name: '小张' }]);
  const customers = await activeCustomers(tx, n);
  const said = {
    contactWay: '0512-1234',
    channel: 'hotline',
    statement: '水泵漏水。',
    severity: 'degraded',
    promiseGiven: '两天内答复',
  } as const;
  const made = await tx.create(
    complaint,
    customers.map((id) => ({ customer: id, ...said })),
  );
  const items = <E>(evidence: E) => made.map(({ id }) => ({ id, evidence }));
  await tx.take(complaint, 'form_team', items({ team: [here.employee, other!.id] }));
  await tx.take(complaint, 'verify', items({ truth: 'true' as const, methods: '现场勘查', rootCause: '密封圈装反' }));
  const measures = await tx.create(
    measure,
    made.map(({ id }) => measureFor(id)),
  );
  await tx.take(complaint, 'plan', items({}));
  await tx.take(complaint, 'start_handling', items({}));
  await tx.take(
    measure,
    'finish',
    measures.map(({ id }) => ({ id, evidence: { result: '已更换' } })),
  );
  return made;
}

const section = '见附件';
const report = {
  reportBasics: section,
  reportProcess: section,
  reportResult: section,
  reportCause: section,
  reportImprovement: section,
};
