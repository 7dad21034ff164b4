import { delivery } from '#domain/delivery/delivery/delivery';
import { rating } from '#domain/delivery/rating/rating';
import type { Chance } from './chance.ts';
import type { PersonKey } from './people.ts';
import type { Sale, Story } from './sales.ts';
import type { Made } from './script.ts';

/** Goods on their way, as the story follows them. */
export interface Shipment {
  sale: Sale;
  delivery: Made;
  logistics: PersonKey;
  /** The last instant at which something happened to them. */
  at: number;
}

/** How far goods come, in order. */
const STAGES = ['prepared', 'packed', 'documented', 'shipped', 'told', 'arrived'] as const;
export type Stage = (typeof STAGES)[number];

export interface Sending {
  /** When the lorry leaves; everything before it is counted back from there. */
  ships: number;
  /** When it arrives. */
  arrives: number;
  /** When the goods are put together, where that is long before. */
  prepares?: number;
  /** Where it stops; left out: it arrives. */
  until?: Stage;
  /** Somebody tries to go on without the labels, or without the papers, and is refused. */
  hasty?: 'labels' | 'papers' | 'shipping';
}

const CARRIERS = ['安途物流', '顺岭快运', '江海联运'] as const;

/** Prepares goods for a confirmed order, packs them, completes the papers, ships them and sees them arrive. */
export function send(story: Story, sale: Sale, { ships, arrives, prepares, until = 'arrived', hasty }: Sending): Shipment {
  const { script, time, chance } = story;
  const reaches = (stage: Stage): boolean => STAGES.indexOf(stage) <= STAGES.indexOf(until);
  const logistics: PersonKey = chance.pick(['tangjun', 'tangjun', 'xieminghui']);
  const date = (hours: number): number => Math.max(time.before(ships, hours), sale.at + 10 * MINUTE);
  const [begins, labels, packs, inspected, papers] = [prepares ?? date(21), date(9), date(7.5), date(4), date(2.5)];
  const made = script.create(begins, 'hanlei', delivery, () => ({
    order: sale.order.id,
    customer: sale.customer.id,
    plannedDate: time.dateOf(ships),
  }));
  const shipment: Shipment = { sale, delivery: made, logistics, at: begins };
  if (!reaches('packed')) return shipment;
  if (hasty === 'labels') script.refuse(labels - 10 * MINUTE, 'hanlei', delivery, 'pack', made);
  script.do(labels, 'hanlei', 'print the labels', async (tx, at) => {
    const lines = await tx.query<Label>(LABELS, [made.id]);
    const productionDate = time.workday(time.dateOf(labels), -2);
    const papersLaidOut = { ...MANUALS, ...(hasty !== 'papers' && WARRANTY) };
    await tx.edit(delivery, [
      { id: made.id, at, evidence: { ...papersLaidOut, labels: lines.map((line) => ({ ...line, productionDate })) } },
    ]);
  });
  script.take(packs, 'hanlei', delivery, 'pack', made, {
    material: sale.customer.row.english ? '熏蒸木箱' : '木托盘、珍珠棉、缠绕膜',
    method: '单台固定，进出口封盖',
  });
  shipment.at = packs;
  if (!reaches('documented')) return shipment;
  const report = `质检-${time.dateOf(inspected).slice(0, 4)}-${chance.whole(10_000, 99_999)}`;
  script.edit(inspected, 'dongwei', delivery, made, { hasInspectionReport: true, inspectionReportReference: report });
  if (hasty === 'papers') {
    script.refuse(papers - 10 * MINUTE, 'hanlei', delivery, 'complete_documents', made);
    script.edit(papers - 4 * MINUTE, 'hanlei', delivery, made, WARRANTY);
  }
  if (hasty === 'shipping')
    script.refuse(papers - 5 * MINUTE, logistics, delivery, 'ship', made, shippingOf(story, sale, arrives));
  script.take(papers, 'dongwei', delivery, 'complete_documents', made);
  shipment.at = papers;
  if (!reaches('shipped')) return shipment;
  script.take(ships, logistics, delivery, 'ship', made, shippingOf(story, sale, arrives));
  shipment.at = ships;
  if (!reaches('told')) return shipment;
  const half = (ships + arrives) / 2;
  if (arrives - ships > 30 * 60 * MINUTE)
    script.take(half, logistics, delivery, 'tell_progress', made, {
      progress: '已过中转站，按计划运输',
      expectedArrival: time.dateOf(arrives),
      toldHow: `微信告知${sale.caller.name}`,
    });
  if (!reaches('arrived')) return shipment;
  script.take(arrives, logistics, delivery, 'arrive', made);
  shipment.at = arrives;
  return shipment;
}

/** The customer accepts the goods with our help and signs for them. @param hours working hours from the arrival. */
export function sign({ script, time, chance }: Story, shipment: Shipment, hours: number): void {
  const { sale, delivery: made, logistics } = shipment;
  const helper: PersonKey = chance.pick(['liangyong', 'luozhiyuan', sale.desk]);
  if (!sale.isSpare) {
    script.take(shipment.at + 20 * MINUTE, helper, delivery, 'assist_acceptance', made, {
      explained: '讲解开箱检查、对中找正、首次启动排气和日常点检，答复安装间距问题',
    });
  }
  shipment.at = time.after(shipment.at + 30 * MINUTE, hours);
  script.take(shipment.at, chance.happens(0.3) ? sale.caller : logistics, delivery, 'sign', made, {
    signature: { name: sale.caller.name, strokes: strokes(chance) },
    damageFree: true,
    quantityRight: true,
    matchesOrder: true,
  });
}

export interface Rating {
  /** Service and product, 1 to 5; left out: as most customers do. */
  scores?: readonly [service: number, product: number];
  /** Working hours from the signature. */
  hours?: number;
  /** A low rating that nobody has answered yet. */
  unanswered?: true;
}

/** The customer says what they think; where it is little, the company says what it improves. */
export function rate(
  { script, time, chance }: Story,
  shipment: Shipment,
  { scores, hours = chance.between(6, 40), unanswered }: Rating = {},
): void {
  const { sale, delivery: made } = shipment;
  const at = time.after(shipment.at, hours);
  const [service, product] = scores ?? [
    chance.weighed([
      [5, 6],
      [4, 4],
      [3, 1],
    ] as const),
    chance.weighed([
      [5, 5],
      [4, 5],
      [3, 1],
    ] as const),
  ];
  const low = Math.min(service, product) <= 2;
  const words = low ? LOW : chance.pick(sale.customer.row.english ? ENGLISH : service + product >= 9 ? GLAD : MEDIUM);
  const given = script.create(at, chance.happens(0.6) ? sale.caller : sale.desk, rating, () => ({
    delivery: made.id,
    order: sale.order.id,
    customer: sale.customer.id,
    service,
    product,
    words,
  }));
  if (low && !unanswered) {
    script.take(time.after(at, chance.between(20, 45)), 'xuli', rating, 'improve', given, {
      improvement: '送货前一天由物流电话预约到场时间；司机到场拍照回传，客服当日回访',
    });
  }
}

const MINUTE = 60_000;

const MANUALS = {
  hasManual: true,
  manualReference: '随货资料柜 A-03',
  hasOperationManual: true,
  operationManualReference: '随货资料柜 A-04',
};
const WARRANTY = { hasWarrantyCard: true, warrantyCardReference: '保修卡已装箱' };

const LABELS = `select id, product_name as "productName", specification, quantity::text as quantity from delivery_labels where parent = $1 order by position`;

interface Label {
  id: string;
  productName: string | null;
  specification: string | null;
  quantity: string | null;
}

const shippingOf = ({ time, chance }: Story, { customer }: Sale, arrives: number) => ({
  mode: customer.row.english
    ? ('sea' as const)
    : chance.weighed([
        ['road', 7],
        ['express', 2],
        ['own_fleet', 1],
      ] as const),
  carrier: customer.row.english ? '江海联运' : chance.pick(CARRIERS),
  trackingNumber: `AT${chance.whole(10_000_000, 99_999_999)}`,
  expectedArrival: time.dateOf(arrives),
});

/** A scribble that could be a signature. */
function strokes(chance: Chance): string {
  const points = Array.from({ length: 7 }, (_, i) => `${10 + i * 22} ${Math.round(chance.between(12, 58))}`);
  return `M${points[0]} ${points
    .slice(1)
    .map((point) => `L${point}`)
    .join(' ')}`;
}

const GLAD = [
  '送货准时，包装完好，安装指导很耐心。',
  '资料齐全，师傅讲得清楚。',
  '按时到货，数量和规格都对。',
  '泵运行平稳，噪声比以前那台小。',
];
const MEDIUM = ['货没问题，送货时间比约定晚了半天。', '说明书里电机接线图不够清楚。', '总体可以，希望提前一天电话通知。'];
const ENGLISH = ['Packed well, papers complete and in English.', 'Arrived as promised. Clear start-up instructions.'];
const LOW = '司机没有提前联系就到场，现场没有叉车，卸货等了三个小时。';
