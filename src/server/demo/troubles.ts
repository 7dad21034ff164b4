import { delayNotice } from '#domain/delivery/delay-notice/delay-notice';
import { delivery } from '#domain/delivery/delivery/delivery';
import { objection } from '#domain/delivery/objection/objection';
import type { Shipment } from './deliveries.ts';
import type { PersonKey } from './people.ts';
import type { Story } from './sales.ts';
import { found, type Made } from './script.ts';

/** What a customer is told of a delay. */
export interface Delay {
  cause: 'production' | 'supplier' | 'logistics' | 'customer';
  newDate: string;
}

const REASONS = {
  production: ['机封试压返工，装配顺延', '优先补齐备件缺口，增加一个中班'],
  supplier: ['铸件供应商退火不合格，重新投料', '启用第二供应商，并派采购驻厂跟进'],
  logistics: ['承运车辆途中故障，换车转运', '已协调备用车辆，司机电话实时跟踪'],
  customer: ['客户现场基础未完工，商定推迟到货', '货物留仓保管，按新日期直送'],
} as const;

/** The customer is told of a delay: why, the new date, what is done about it. */
export function tellDelay(
  { script }: Story,
  at: number,
  who: PersonKey,
  { sale, delivery: made }: Shipment,
  { cause, newDate }: Delay,
): void {
  const [reason, measures] = REASONS[cause];
  const toldHow = `电话告知${sale.caller.name}，并发书面通知`;
  script.create(at, who, delayNotice, () => ({
    delivery: made.id,
    customer: sale.customer.id,
    cause,
    reason,
    newDate,
    measures,
    toldHow,
  }));
}

/** Force majeure is known at once; what is to be told follows, after so many hours around the clock (null: not yet). */
export function actOfNature({ script }: Story, at: number, shipment: Shipment, hours: number | null, newDate: string): Made {
  const { sale } = shipment;
  const notice = script.create(at, shipment.logistics, delayNotice, () => ({
    delivery: shipment.delivery.id,
    customer: sale.customer.id,
    cause: 'force_majeure',
    reason: '台风影响，高速封闭，车辆滞留服务区',
  }));
  if (hours !== null) {
    script.take(at + hours * 3_600_000, sale.desk, delayNotice, 'tell', notice, {
      newDate,
      measures: '恢复通行后优先发车，货物已转移至室内停放',
      toldHow: `电话告知${sale.caller.name}`,
    });
  }
  return notice;
}

const OBJECTIONS = [
  [
    'damage',
    '外包装破损，泵壳进口法兰有磕碰，漆面脱落约 3 厘米',
    '现场照片核对，为装卸时叉车碰撞；法兰密封面完好',
    '免费补漆并更换防护盖，运费由我方承担，本次货款减免 300 元',
  ],
  ['quantity', '装箱单为 4 台，实到 3 台，少一台', '查仓库出库录像，一台误装到另一车次', '次日专车补发，补发到货后一并签收'],
  [
    'mismatch',
    '铭牌功率为 7.5 kW，订单要求 11 kW 电机',
    '核对订单与生产任务单，任务单录入错误',
    '更换 11 kW 电机，三个工作日内派人现场更换',
  ],
  [
    'quality',
    '试机时机械密封处滴漏，每分钟十余滴',
    '现场拆检，动环有贴合痕迹，属装配不到位',
    '更换机械密封并重新试压，延长该部件保修六个月',
  ],
  ['other', '随货说明书为旧版，接线图与实物不一致', '资料柜内新旧版混放', '当日发送新版电子文件，纸质版快递寄出'],
] as const;

export interface Objecting {
  kind?: number;
  /** Working hours until each step; where it ends, nothing more has happened. */
  assign?: number;
  answer?: number;
  /** The first answer did not content the customer: so long until a better one. */
  again?: number;
  settle?: number;
}

/** Something is wrong with the goods: what the customer says, who looks into it, what they answer, and whether it is agreed to. */
export function object(story: Story, shipment: Shipment, { kind = 0, assign, answer, again, settle }: Objecting): void {
  const { script, time, chance, cast } = story;
  const { sale } = shipment;
  const [what, content, investigation, solution] = OBJECTIONS[kind]!;
  const pass = (hours: number): number => (shipment.at = time.after(shipment.at, hours));
  pass(chance.between(0.5, 2));
  script.take(shipment.at, chance.happens(0.5) ? sale.caller : sale.desk, delivery, 'object', shipment.delivery, {
    content,
    kind: what,
  });
  const raised = objectionOf(shipment);
  if (assign === undefined) return;
  const expert: PersonKey = what === 'quantity' ? 'tangjun' : 'dongwei';
  script.take(pass(assign), sale.desk, objection, 'assign', raised, () => ({ department: cast.department(expert) }));
  if (answer === undefined) return;
  script.take(pass(answer), expert, objection, 'answer', raised, {
    investigation,
    solution,
    toldHow: `电话答复${sale.caller.name}，并发邮件`,
  });
  if (again !== undefined) {
    script.take(pass(3), sale.desk, objection, 'reject_answer', raised, { reason: '客户认为处理时间太长，要求当天给出到场时间' });
    script.take(pass(again), expert, objection, 'answer', raised, {
      investigation,
      solution: `${solution}；售后工程师次日上午到场`,
      toldHow: `客服经理徐丽与${sale.caller.name}通话确认`,
    });
  }
  if (settle === undefined) return;
  // Whoever is in a hurry wants a signature while the objection stands: refused.
  if (again !== undefined)
    script.refuse(shipment.at + 60_000, shipment.logistics, delivery, 'sign', shipment.delivery, {
      signature: { name: sale.caller.name },
      damageFree: true,
      quantityRight: true,
      matchesOrder: true,
    });
  script.take(pass(settle), sale.desk, objection, 'settle', raised, { agreedBy: sale.caller.name, customerAgrees: true });
}

/** The newest objection to a delivery. */
export const objectionOf = ({ delivery: made }: Shipment) =>
  found('select id from objection where delivery = $1 order by created_at desc, number desc limit 1', () => made.id);
