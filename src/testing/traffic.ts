import { randomUUID } from 'node:crypto';

/** A write that the system said it has done: it answered 2xx with the record as it then stood. */
export interface Acknowledged {
  record: string;
  id: string;
  version: number;
  state: string;
}

/** Connections that live through orders, one after another, and do not give up when the system goes away. */
export interface Traffic {
  acknowledged: Acknowledged[];
  /** Requests that were sent again because nobody knows whether they were done. */
  doubtful: number;
  /** Answers that no connection should ever get. */
  wrong: string[];
  /** Resolves when so many writes more have been acknowledged; rejects when a connection fails. */
  further(writes: number): Promise<void>;
  /** From now on failures are expected: whoever meets one waits for `resume`, and then asks again. */
  interrupt(): void;
  resume(url: string): void;
  /** Resolves when every connection has brought the life that it is in to its end. */
  end(): Promise<void>;
}

export interface TrafficOptions {
  url: string;
  /** An API key that may write, with the roles `CAST`. */
  key: string;
  connections: number;
  /** Epoch milliseconds. */
  now: () => number;
}

/** The roles of whoever does everything in these lives. */
export const CAST = ['service_desk', 'logistics', 'warehouse', 'sales_manager'] as const;

interface Doc {
  id: string;
  version: number;
  state: string;
  createdAt: string;
}

/** Starts the connections. Each asks for one thing at a time; together they never touch the same record. */
export function traffic({ url, key, connections, now }: TrafficOptions): Traffic {
  const acknowledged: Acknowledged[] = [];
  const wrong: string[] = [];
  const waiting: { at: number; resolve: () => void }[] = [];
  let address = url;
  let ending = false;
  let doubtful = 0;
  let back: PromiseWithResolvers<void> | null = null;

  const acknowledge = (record: string, { id, version, state }: Doc): void => {
    acknowledged.push({ record, id, version, state });
    for (const each of waiting) if (acknowledged.length >= each.at) each.resolve();
  };

  /** Sends a request until it is answered. What was in doubt is asked for in other words where `again` says how. */
  const send = async (
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
    again?: () => Promise<Doc | null>,
  ): Promise<Doc> => {
    for (;;) {
      const interruption = back;
      const answer = await attempt(`${address}${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      if (answer && answer.status < 300) return answer.body.record;
      const told = `${method} ${path}: ${answer ? `${answer.status} ${JSON.stringify(answer.body)}` : 'no answer'}`;
      const pending = back ?? interruption;
      if ((answer && answer.status !== 503) || !pending) {
        wrong.push(told);
        throw new Error(told);
      }
      await pending.promise;
      doubtful++;
      const found = await again?.();
      if (found) return found;
    }
  };

  const create = async (record: string, plural: string, input: object, twice = false): Promise<Doc> => {
    const headers = { 'idempotency-key': randomUUID() };
    const sent = Array.from({ length: twice ? 2 : 1 }, () => send('POST', `/api/${plural}`, input, headers));
    const [doc, other] = await Promise.all(sent);
    if (other && JSON.stringify(doc) !== JSON.stringify(other)) wrong.push(`Two answers to one key: ${doc!.id} ${other.id}`);
    acknowledge(record, doc!);
    return doc!;
  };
  const step = async (record: string, plural: string, { id }: Doc, name: string, evidence: object = {}): Promise<Doc> => {
    const doc = await send('POST', `/api/${plural}/${id}/${name}`, evidence, { 'idempotency-key': randomUUID() });
    acknowledge(record, doc);
    return doc;
  };
  const edit = async (record: string, plural: string, seen: Doc, input: object): Promise<Doc> => {
    const path = `/api/${plural}/${seen.id}`;
    const find = async (): Promise<Doc | null> => {
      const found = await send('GET', path, undefined, {});
      return found.version > seen.version ? found : null; // nobody else writes to it
    };
    const doc = await send('PATCH', path, input, { 'if-match': `"${seen.version}"` }, find);
    acknowledge(record, doc);
    return doc;
  };

  const deeds: Deeds = { create, step, edit, now };
  const connection = async (n: number): Promise<void> => {
    const customer = await create('customer', 'customers', { name: `连接 ${n} 的客户` });
    for (let life = 0; !ending; life++) await LIVES[(n + life) % LIVES.length]!(deeds, customer, `${n}-${life}`);
  };
  const all = Promise.all(Array.from({ length: connections }, (_, n) => connection(n)));
  all.catch(() => undefined); // told by `further` and `end`

  return {
    acknowledged,
    wrong,
    get doubtful() {
      return doubtful;
    },
    async further(writes) {
      const reached = new Promise<void>((resolve) => waiting.push({ at: acknowledged.length + writes, resolve }));
      await Promise.race([reached, all.then(() => undefined)]);
    },
    interrupt: () => void (back ??= Promise.withResolvers<void>()),
    resume(url) {
      address = url;
      back?.resolve();
      back = null;
    },
    async end() {
      ending = true;
      await all;
    },
  };
}

interface Deeds {
  create(record: string, plural: string, input: object, twice?: boolean): Promise<Doc>;
  step(record: string, plural: string, doc: Doc, name: string, evidence?: object): Promise<Doc>;
  edit(record: string, plural: string, seen: Doc, input: object): Promise<Doc>;
  now: () => number;
}

/** What comes back, or null when nothing does. */
async function attempt(url: string, request: RequestInit): Promise<{ status: number; body: { record: Doc } } | null> {
  try {
    const response = await fetch(url, request);
    return { status: response.status, body: (await response.json()) as { record: Doc } };
  } catch {
    return null; // refused, broken off, or half an answer
  }
}

type Life = (deeds: Deeds, customer: Doc, marker: string) => Promise<void>;

/** Every one has effects on other records: each of them is done wholly or not at all. */
const LIVES: readonly Life[] = [signedFor, calledOff, objectedTo, unfulfilled];

async function signedFor(deeds: Deeds, customer: Doc, marker: string): Promise<void> {
  const arrived = await delivered(deeds, customer, marker);
  await deeds.step('delivery', 'deliveries', arrived, 'sign', {
    signature: { name: '李雷' },
    damageFree: true,
    quantityRight: true,
    matchesOrder: true,
  });
}

async function objectedTo(deeds: Deeds, customer: Doc, marker: string): Promise<void> {
  const arrived = await delivered(deeds, customer, marker);
  await deeds.step('delivery', 'deliveries', arrived, 'object', { content: '外箱破损，内衬受潮。', kind: 'damage' });
  await deeds.step('delivery', 'deliveries', arrived, 'object', { content: '少了两件配件。', kind: 'quantity' });
}

async function calledOff(deeds: Deeds, customer: Doc, marker: string): Promise<void> {
  const order = await audited(deeds, customer, marker);
  await deeds.create('delivery', 'deliveries', { order: order.id, customer: customer.id, destination: marker });
  await deeds.step('order', 'orders', order, 'cancel', {
    requestedBy: '客户',
    reason: '计划有变。',
    noticeGivenAt: order.createdAt,
  });
}

async function unfulfilled(deeds: Deeds, customer: Doc, marker: string): Promise<void> {
  const order = await confirmed(deeds, customer, marker);
  const delivery = await deeds.create(
    'delivery',
    'deliveries',
    { order: order.id, customer: customer.id, destination: marker },
    true,
  );
  const newDate = dayAfter(deeds.now(), 20);
  await deeds.create('delay-notice', 'delay-notices', {
    delivery: delivery.id,
    customer: customer.id,
    cause: 'supplier',
    reason: marker,
    newDate,
    measures: '改走空运。',
    toldHow: '电话',
  });
  await deeds.step('order', 'orders', order, 'declare_unfulfillable', { reason: '供应商停产。', toldHow: '电话' });
}

async function delivered(deeds: Deeds, customer: Doc, marker: string): Promise<Doc> {
  const order = await confirmed(deeds, customer, marker);
  const made = await deeds.create('delivery', 'deliveries', { order: order.id, customer: customer.id, destination: marker });
  const labels = [{ productName: '水泵', specification: 'DN50', quantity: '2', productionDate: dayAfter(deeds.now(), -3) }];
  const papers = { hasManual: true, hasInspectionReport: true, hasOperationManual: true, hasWarrantyCard: true };
  await deeds.edit('delivery', 'deliveries', made, { labels, ...papers });
  await deeds.step('delivery', 'deliveries', made, 'pack');
  await deeds.step('delivery', 'deliveries', made, 'complete_documents');
  await deeds.step('delivery', 'deliveries', made, 'ship', {
    mode: 'road',
    carrier: '顺丰',
    trackingNumber: marker,
    expectedArrival: dayAfter(deeds.now(), 5),
  });
  return deeds.step('delivery', 'deliveries', made, 'arrive');
}

async function confirmed(deeds: Deeds, customer: Doc, marker: string): Promise<Doc> {
  const order = await audited(deeds, customer, marker);
  return deeds.step('order', 'orders', order, 'confirm', {
    promisedDate: dayAfter(deeds.now(), 10),
    sentTo: 'buyer@example.com',
    sentBy: 'email',
  });
}

async function audited(deeds: Deeds, customer: Doc, marker: string): Promise<Doc> {
  const items = [{ productName: '水泵', specification: 'DN50', quantity: '2', unit: '台', unitPrice: '1280.00' }];
  const order = await deeds.create(
    'order',
    'orders',
    { customer: customer.id, channel: 'shop', externalNumber: marker, deliveryAddress: '上海市中山路 1 号', items },
    true,
  );
  await deeds.edit('order', 'orders', order, { logisticsWish: `送货前请来电（${marker}）` });
  return deeds.step('order', 'orders', order, 'audit');
}

const DAY = 86_400_000;

/** The date so many days after an instant, in China. */
const dayAfter = (instant: number, days: number): string =>
  new Date(instant + 8 * 3_600_000 + days * DAY).toISOString().slice(0, 10);
