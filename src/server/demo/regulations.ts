import { packs } from '#domain/governance/regulation/packs/shipped';
import { regulation } from '#domain/governance/regulation/regulation';
import { setting } from '#domain/org/setting/setting';
import { hours, workingHours } from '#kernel/declare/span';
import { bilingual } from '#kernel/declare/words';
import { addMonths } from '#kernel/run/clock/due';
import type { PersonKey } from './people.ts';
import type { Setting } from './sales.ts';

/** Who answers for a regulation. */
const SPONSORS: Record<string, PersonKey> = {
  '000': 'xieminghui',
  '001': 'qianhaitao',
  '002.04': 'zhengyaqin',
  '002.05': 'songjia',
  '002.07': 'qianhaitao',
  '002.11': 'qianhaitao',
  '002.14': 'xuli',
  '002.16': 'caojianjun',
  '002.19': 'xuli',
  '002.20': 'xuli',
  '003': 'xuli',
  '004': 'luozhiyuan',
};

/** Days from today on which a review falls due (it may take ten working days); the others have no interval set, which is shown as such. */
const REVIEWS: Record<string, number | 'by today'> = {
  '002.07': -78,
  '002.16': -26,
  '002.14': 'by today',
  '003': -3,
  '004': 20,
  '000': 75,
  '002.05': 140,
  '002.19': 210,
};

/** Writes the regulations that are shipped into force, and what became of some: reviewed, due, overdue, replaced, withdrawn. */
export function regulations({ script, time, cast, from }: Setting): void {
  const boss: PersonKey = 'linxiaoyun';
  for (const [i, pack] of packs.entries()) {
    const { code, title, clauses } = pack;
    const at = from + (60 + i * 3) * MINUTE;
    const text = Object.entries(clauses)
      .map(([clause, { text: said }]) => `${clause}　${bilingual(said, '').zh}`)
      .join('\n');
    const review = REVIEWS[code];
    const effectiveFrom =
      review === undefined
        ? '2025-01-01'
        : addMonths(review === 'by today' ? time.workday(time.today, -10) : time.day(review), -12);
    const input = () => ({
      code,
      title: bilingual(title, code).zh,
      text,
      sponsor: cast.id(SPONSORS[code] ?? boss),
      ...(review !== undefined && { reviewMonths: 12 }),
    });
    const made = script.create(at, boss, regulation, input);
    script.take(at + MINUTE, 'chenguoqiang', regulation, 'publish', made, {
      publisher: '总经理办公会',
      publishedOn: effectiveFrom,
      effectiveFrom,
    });
    if (review === -78)
      script.take(time.at(time.workday(time.day(-73), 0), '14:00'), boss, regulation, 'review', made, {
        lastFinding: '执行情况良好；建议把客户分级标准改为每年核定一次',
        decision: 'keep',
      });
  }
  const old = script.create(from + 110 * MINUTE, boss, regulation, () => ({
    code: '007',
    title: '会员卡管理办法',
    text: '门店会员积分与折扣。',
    sponsor: cast.id('songjia'),
  }));
  script.take(from + 111 * MINUTE, 'chenguoqiang', regulation, 'publish', old, {
    publisher: '总经理办公会',
    publishedOn: '2023-03-01',
    effectiveFrom: '2023-03-01',
  });
  script.take(time.at(time.workday(time.day(-90), 0), '10:00'), boss, regulation, 'withdraw', old, {
    reason: '门店零售业务已停止',
  });
  const first = script.create(from + 112 * MINUTE, boss, regulation, () => ({
    code: '005',
    title: '仓库发货作业规定',
    text: '发货前核对型号、数量、随货资料。',
    sponsor: cast.id('xieminghui'),
  }));
  script.take(from + 113 * MINUTE, 'chenguoqiang', regulation, 'publish', first, {
    publisher: '总经理办公会',
    publishedOn: '2024-06-01',
    effectiveFrom: '2024-06-01',
  });
  const changed = time.workday(time.day(-35), 0);
  const second = script.create(time.at(changed, '09:30'), boss, regulation, () => ({
    code: '005',
    title: '仓库发货作业规定（第二版）',
    text: '发货前核对型号、数量、随货资料，并拍照留存。',
    sponsor: cast.id('xieminghui'),
    reviewMonths: 24,
  }));
  // Two versions are not in force at once: refused, until the first one has been replaced.
  script.refuse(time.at(changed, '09:50'), boss, regulation, 'publish', second, {
    publisher: '总经理办公会',
    publishedOn: changed,
    effectiveFrom: changed,
  });
  script.take(time.at(changed, '10:00'), boss, regulation, 'replace', first, { reason: '由第二版代替：增加拍照留存' });
  script.take(time.at(changed, '10:10'), boss, regulation, 'publish', second, {
    publisher: '总经理办公会',
    publishedOn: changed,
    effectiveFrom: changed,
  });
  script.create(time.before(time.now, 30), boss, regulation, () => ({
    code: '006',
    title: '客户现场服务安全规定（征求意见稿）',
    text: '进入客户现场须接受安全交底，佩戴防护用品。',
    reviewMonths: 12,
  }));
}

/** Writes the company's own numbers: set, raised, taken back, and one that is announced. */
export function numbers({ script, time }: Setting): void {
  const from = (date: string): string => new Date(time.at(date, '00:00')).toISOString();
  const on = (daysAgo: number): string => time.workday(time.day(-daysAgo), 0);
  const rate = 'order.penalty_rate';
  script.create(time.at(on(100), '15:00'), 'chenguoqiang', setting, {
    key: rate,
    value: 5,
    effectiveFrom: from(on(100)),
    reason: '总经理办公会决定：短期取消按订单金额 5% 收取',
  });
  const typo = script.create(time.at(on(41), '09:20'), 'linxiaoyun', setting, {
    key: rate,
    value: 80,
    effectiveFrom: from(time.workday(on(41), 1)),
    reason: '违约金比例调整',
  });
  script.take(time.at(on(41), '09:45'), 'linxiaoyun', setting, 'withdraw', typo, { withdrawnBecause: '录入错误，应为 8' });
  script.create(time.at(on(41), '09:50'), 'linxiaoyun', setting, {
    key: rate,
    value: 8,
    effectiveFrom: from(on(40)),
    reason: '违约金比例由 5% 调整为 8%，已通知客户',
  });
  script.create(time.at(on(65), '16:00'), 'chenguoqiang', setting, {
    key: 'complaint.first_reply',
    value: { ...workingHours(3) },
    effectiveFrom: from(on(63)),
    reason: '两班制后缩短首次答复时限',
  });
  script.create(time.before(time.now, 15), 'chenguoqiang', setting, {
    key: 'order.confirmation',
    value: { ...hours(12) },
    effectiveFrom: from(time.day(21)),
    reason: '下月起订单确认由 24 小时缩短为 12 小时，先行公告',
  });
}

const MINUTE = 60_000;
