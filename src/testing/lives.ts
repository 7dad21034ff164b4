/** A record as far as these lives look at it. */
export interface Doc {
  id: string;
  version: number;
  state: string;
  createdAt: string;
}

/** What somebody does, and is answered with the record as it then stands. */
export interface Deeds {
  /** `twice`: the same request comes in two times at once. */
  create(plural: string, input: object, twice?: boolean): Promise<Doc>;
  step(plural: string, doc: { id: string }, name: string, evidence?: object): Promise<Doc>;
  edit(plural: string, seen: Doc, input: object): Promise<Doc>;
  /** The newest record of a kind in which `field` is `value`. */
  find(plural: string, field: string, value: string): Promise<Doc>;
  /** Epoch milliseconds. */
  now: () => number;
}

/** What the records of one connection belong to. */
export interface House {
  customer: string;
  department: string;
  employees: readonly [string, string];
}

/** The roles of a program that does everything in these lives. */
export const CAST = ['employee', 'admin', 'service_desk', 'service_manager', 'logistics', 'warehouse', 'sales_manager'] as const;

export async function founded(deeds: Deeds, name: string): Promise<House> {
  const department = await deeds.create('departments', { name: `${name} 的部门` });
  const hire = async (who: string) => (await deeds.create('employees', { name: `${name} ${who}`, department: department.id })).id;
  const employees: [string, string] = [await hire('李雷'), await hire('韩梅梅')];
  const customer = await deeds.create('customers', { name: `${name} 的客户` });
  return { customer: customer.id, department: department.id, employees };
}

type Life = (deeds: Deeds, house: House, marker: string) => Promise<unknown>;

/** Every one has effects on other records: each of them is there wholly or not at all. `marker` tells one life from all others. */
export const LIVES: readonly Life[] = [signedFor, calledOff, complained, objectedTo, unfulfilled];

async function signedFor(deeds: Deeds, house: House, marker: string): Promise<Doc> {
  const arrived = await arrives(deeds, house, marker);
  return deeds.step('deliveries', arrived, 'sign', {
    signature: { name: '李雷' },
    damageFree: true,
    quantityRight: true,
    matchesOrder: true,
  });
}

async function objectedTo(deeds: Deeds, house: House, marker: string): Promise<Doc> {
  const arrived = await arrives(deeds, house, marker);
  await deeds.step('deliveries', arrived, 'object', { content: '外箱破损，内衬受潮。', kind: 'damage' });
  return deeds.step('deliveries', arrived, 'object', { content: '少了两件配件。', kind: 'quantity' });
}

async function calledOff(deeds: Deeds, { customer, ...house }: House, marker: string): Promise<Doc> {
  const order = await audited(deeds, { customer, ...house }, marker);
  await deeds.create('deliveries', { order: order.id, customer, destination: marker });
  return deeds.step('orders', order, 'cancel', { requestedBy: '客户', reason: '计划有变。', noticeGivenAt: order.createdAt });
}

async function unfulfilled(deeds: Deeds, house: House, marker: string): Promise<Doc> {
  const { customer } = house;
  const order = await confirmed(deeds, house, marker);
  const { id } = await deeds.create('deliveries', { order: order.id, customer, destination: marker }, true);
  const told = { newDate: dayAfter(deeds.now(), 20), measures: '改走空运。', toldHow: '电话' };
  await deeds.create('delay-notices', { delivery: id, customer, cause: 'supplier', reason: marker, ...told });
  return deeds.step('orders', order, 'declare_unfulfillable', { reason: '供应商停产。', toldHow: '电话' });
}

async function complained(deeds: Deeds, { customer, department, employees }: House, marker: string): Promise<Doc> {
  const intake = { customer, contactWay: '13800000000', channel: 'hotline', statement: marker, severity: 'degraded' };
  const complaint = await deeds.create('complaints', intake, true);
  const take = (step: string, evidence?: object) => deeds.step('complaints', complaint, step, evidence);
  await take('reply', { promiseGiven: '两天内给出处理方案。' });
  await take('form_team', { team: employees });
  await take('verify', { truth: 'true', methods: '现场查看。', rootCause: '密封圈装反。' });
  const due = dayAfter(deeds.now(), 3);
  const measure = await deeds.create('measures', { complaint: complaint.id, what: marker, department, owner: employees[0], due });
  await take('plan');
  await take('start_handling');
  await deeds.step('measures', measure, 'finish', { result: '已更换。' });
  await take('finish_handling');
  const visit = await deeds.find('return-visits', 'complaint', complaint.id);
  const answers = { function: 5, performance: 5, quality: 4, service: 5, satisfied: true, opinions: null, newNeeds: null };
  await deeds.step('return-visits', visit, 'record', { method: 'phone', contactName: '王五', ...answers });
  return take('note_prevention', { prevention: '装配工位增加防错。' });
}

async function arrives(deeds: Deeds, house: House, marker: string): Promise<Doc> {
  const order = await confirmed(deeds, house, marker);
  const made = await deeds.create('deliveries', { order: order.id, customer: house.customer, destination: marker });
  const labels = [{ productName: '水泵', specification: 'DN50', quantity: '2', productionDate: dayAfter(deeds.now(), -3) }];
  const papers = { hasManual: true, hasInspectionReport: true, hasOperationManual: true, hasWarrantyCard: true };
  await deeds.edit('deliveries', made, { labels, ...papers });
  await deeds.step('deliveries', made, 'pack');
  await deeds.step('deliveries', made, 'complete_documents');
  const expectedArrival = dayAfter(deeds.now(), 5);
  await deeds.step('deliveries', made, 'ship', { mode: 'road', carrier: '顺丰', trackingNumber: marker, expectedArrival });
  return deeds.step('deliveries', made, 'arrive');
}

async function confirmed(deeds: Deeds, house: House, marker: string): Promise<Doc> {
  const order = await audited(deeds, house, marker);
  const promisedDate = dayAfter(deeds.now(), 10);
  return deeds.step('orders', order, 'confirm', { promisedDate, sentTo: 'buyer@example.com', sentBy: 'email' });
}

async function audited(deeds: Deeds, { customer }: House, marker: string): Promise<Doc> {
  const items = [{ productName: '水泵', specification: 'DN50', quantity: '2', unit: '台', unitPrice: '1280.00' }];
  const wanted = { customer, channel: 'shop', externalNumber: marker, deliveryAddress: '上海市中山路 1 号', items };
  const order = await deeds.create('orders', wanted, true);
  await deeds.edit('orders', order, { logisticsWish: `送货前请来电（${marker}）` });
  return deeds.step('orders', order, 'audit');
}

const DAY = 86_400_000;

/** The date so many days after an instant, in China. */
const dayAfter = (instant: number, days: number): string =>
  new Date(instant + 8 * 3_600_000 + days * DAY).toISOString().slice(0, 10);
