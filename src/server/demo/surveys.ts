import { measure } from '#domain/voice/measure/measure';
import { survey } from '#domain/voice/survey/survey';
import { surveyResponse } from '#domain/voice/survey-response/survey-response';
import type { InputOf } from '#kernel/declare/record';
import type { PersonKey } from './people.ts';
import type { Story } from './sales.ts';
import type { Made } from './script.ts';

/** Writes the surveys: one that is over, the NPS survey that has been analysed, one closed, one running, one planned. */
export function surveys(story: Story): void {
  const { script, time } = story;
  const on = (offset: number, clock: string): number => time.at(time.workday(time.day(offset), 0), clock);

  const product = hold(story, on(-114, '09:05'), on(-97, '10:00'), {
    title: '产品满意度调查（上半年）',
    kind: 'csat',
    channel: 'questionnaire',
    area: 'product',
    target: '半年内有订单的客户',
    questions: '产品性能、质量、资料齐全程度（1 至 5 分）',
    invited: 40,
  });
  answers(story, product, 26, (chance) => ({
    csat: chance.weighed([
      [5, 8],
      [4, 9],
      [3, 3],
      [2, 1],
    ] as const),
  }));
  script.take(on(-94, '15:00'), 'dongwei', survey, 'analyse', product.survey, {
    analysis: '满意度较高；失分集中在随货资料：接线图不清、缺英文版。',
    measuresNote: '资料改版由质量部牵头，市场部校对',
  });
  const improved = plan(story, product, {
    at: on(-93, '11:00'),
    what: '接线图重绘并随机附彩页',
    who: 'dongwei',
    due: time.day(-70),
    category: 'product',
    result: '12 个型号接线图已重绘',
    doneAt: on(-72, '10:30'),
  });
  // Before the effect is known the survey does not end.
  script.refuse(on(-68, '10:00'), 'songjia', survey, 'end', product.survey);
  const evaluated = on(-45, '10:00');
  script.take(evaluated, 'songjia', measure, 'check', improved, { effect: '近一个月无接线图相关询问', effective: true });
  script.take(time.after(evaluated, 8), 'songjia', survey, 'end', product.survey);

  const nps = hold(story, on(-62, '09:05'), on(-42, '10:10'), {
    title: '客户净推荐值（NPS）年度调查',
    kind: 'mixed',
    channel: 'online',
    target: '全部合作客户的采购、设备、使用人员',
    questions: '您有多大可能向同行推荐禾澜？（0–10）满意度（1–5）',
    invited: 96,
  });
  answers(story, nps, 62, (chance) => {
    const score = chance.weighed([
      [10, 14],
      [9, 17],
      [8, 12],
      [7, 8],
      [6, 4],
      [5, 2],
      [3, 2],
      [2, 1],
    ] as const);
    return {
      nps: score,
      csat: Math.max(1, Math.min(5, Math.round(score / 2 + chance.between(-0.4, 0.4)))),
      area: chance.pick(['service', 'product', 'brand'] as const),
    };
  });
  script.take(on(-38, '16:30'), 'songjia', survey, 'analyse', nps.survey, {
    analysis: '推荐者看重安装指导和交货准时；贬损者集中在备件交期、送货预约和发票差错三项。海外客户希望英文资料和固定联系人。',
    measuresNote: '按服务、产品、流程分到部门，每项有责任人和期限，月度例会跟踪',
  });
  improve(story, nps, on);
  script.refuse(on(-20, '10:20'), 'songjia', survey, 'end', nps.survey);

  const calls = hold(story, on(-24, '09:05'), Math.min(on(-2, '17:30'), time.before(time.now, 6)), {
    title: '交付后电话满意度（本季度）',
    kind: 'csat',
    channel: 'phone',
    area: 'service',
    target: '本季度签收的客户',
    questions: '送货预约、安装指导、响应速度（1 至 5 分）',
    invited: 30,
  });
  answers(story, calls, 19, (chance) => ({
    csat: chance.weighed([
      [5, 5],
      [4, 7],
      [3, 3],
      [2, 1],
    ] as const),
  }));

  const effort = hold(story, Math.min(on(-6, '09:05'), time.before(time.now, 30)), null, {
    title: '官网下单便利度调查',
    kind: 'ces',
    channel: 'online',
    area: 'service',
    target: '近三个月官网下单的客户',
    questions: '在官网下单有多容易？（1–7）',
    invited: 25,
  });
  answers(story, effort, 9, (chance) => ({ ces: chance.whole(4, 7) }));

  script.create(time.before(time.now, 20), 'songjia', survey, {
    title: '品牌认知问卷（下季度）',
    kind: 'mixed',
    channel: 'questionnaire',
    area: 'brand',
    startsOn: time.day(25),
    endsOn: time.day(45),
    target: '战略客户与重要客户',
  });
}

interface Held {
  survey: Made;
  /** Between these instants it takes answers. */
  opens: number;
  closes: number;
}

/** A survey from its plan to its close; null: it still runs. */
function hold({ script, time }: Story, opens: number, closes: number | null, input: InputOf<typeof survey>): Held {
  const endsOn = closes === null ? time.day(10) : time.dateOf(closes);
  const made = script.create(time.before(opens, 30), 'songjia', survey, { ...input, startsOn: time.dateOf(opens), endsOn });
  script.take(opens, 'songjia', survey, 'start', made);
  if (closes !== null) script.take(closes, 'songjia', survey, 'close', made);
  return { survey: made, opens, closes: closes ?? time.before(time.now, 1) };
}

/** Answers come in while it runs; they are read, and what is none is thrown out. */
function answers(
  { script, time, chance, customers }: Story,
  { survey: of, opens, closes }: Held,
  count: number,
  scoresOf: (chance: Story['chance']) => InputOf<typeof surveyResponse>,
): void {
  const [from, to] = [time.after(opens, 0.2), time.before(closes, 0.5)];
  for (let i = 0; i < count; i++) {
    const at = time.after(from + ((to - from) * (i + chance.next())) / count, 0);
    const customer = chance.pick(customers.filter(({ since }) => since < opens));
    const caller = chance.pick(customer.people.slice(0, customer.row.key === 'yunpei' ? 1 : 2));
    const scores = scoresOf(chance);
    const low = (scores.nps ?? 10) <= 6 || (scores.csat ?? 5) <= 2;
    const words = low
      ? chance.pick(COMPLAINTS)
      : chance.happens(0.4)
        ? chance.pick(customer.row.english ? PRAISE_EN : PRAISE)
        : undefined;
    const own = chance.happens(0.6);
    const respondent = own ? caller.name : `${chance.whole(1, 9)} 车间${chance.pick(['班长', '设备员', '采购员'])}`;
    const said = {
      ...scores,
      respondent,
      answeredAt: new Date(at).toISOString(),
      language: customer.row.english ? 'en' : 'zh',
      ...(words && { words }),
    };
    const made = script.create(at, own ? caller : 'songjia', surveyResponse, () => ({
      ...said,
      survey: of.id,
      customer: customer.id,
    }));
    if (i === 7 && count > 30)
      script.take(time.after(at, 3), 'songjia', surveyResponse, 'discard', made, { reason: '同一人重复提交，保留后一份' });
    else if (chance.happens(0.35))
      script.take(
        time.after(at, chance.between(2, 20)),
        chance.pick(['songjia', 'hujing'] as const),
        surveyResponse,
        'read',
        made,
      );
  }
}

interface Planned {
  at: number;
  what: string;
  who: PersonKey;
  due: string;
  category: 'product' | 'service' | 'brand' | 'process';
  result?: string;
  doneAt?: number;
}

function plan({ script, cast }: Story, { survey: of }: Held, { at, what, who, due, category, result, doneAt }: Planned): Made {
  const made = script.create(at, 'songjia', measure, () => ({
    survey: of.id,
    category,
    what,
    department: cast.department(who),
    owner: cast.id(who),
    due,
  }));
  if (doneAt !== undefined) script.take(doneAt, who, measure, 'finish', made, { result: result! });
  return made;
}

/** What the NPS survey led to: some done and checked, some done, one dropped, the others owed: by today, since days, or later. */
function improve(story: Story, nps: Held, on: (offset: number, clock: string) => number): void {
  const { script, time } = story;
  const at = on(-37, '10:00');
  const owed = (i: number, what: string, who: PersonKey, offset: number, category: Planned['category'] = 'process'): Made =>
    plan(story, nps, { at: at + i * 120_000, what, who, due: time.day(offset), category });
  const checked = plan(story, nps, {
    at,
    what: '送货前一天电话预约纳入物流考核',
    who: 'tangjun',
    due: time.day(-20),
    category: 'service',
    result: '预约率由 61% 升到 97%',
    doneAt: on(-22, '16:00'),
  });
  script.take(on(-8, '11:20'), 'xuli', measure, 'check', checked, { effect: '近两周无未预约送货的抱怨', effective: true });
  plan(story, nps, {
    at: at + 60_000,
    what: '海外客户指定固定联系人',
    who: 'heyutong',
    due: time.day(-10),
    category: 'service',
    result: '三家海外客户均已指定并发函告知',
    doneAt: on(-12, '14:00'),
  });
  // Everybody whose main work is not promised to customers has something of their own here.
  const list: readonly (readonly [what: string, who: PersonKey, offset: number, category?: Planned['category']])[] = [
    ['常用备件建立安全库存', 'xieminghui', 0],
    ['发货叉车操作复训', 'hanlei', 0],
    ['装配线增加出厂外观复核工位', 'caojianjun', 0, 'product'],
    ['备件铸件开发第二供应商', 'pengfei', -6],
    ['开票前自动核对签收单号', 'panmeiling', -3],
    ['对账单改为每月五日前电子发送', 'panmeiling', 0, 'service'],
    ['质量检验报告改为中英文双语', 'dongwei', 0, 'product'],
    ['计量泵出厂流量增加复测抽检', 'dongwei', 6, 'product'],
    ['客服沟通与投诉受理培训', 'wumin', 0],
    ['投诉处理结果纳入绩效指标', 'wumin', 12],
    ['修订购销合同的交期与违约条款', 'zhengyaqin', -1],
    ['复核海外合同的争议解决条款', 'zhengyaqin', 0],
    ['官网下单页增加地址和介质必填校验', 'zhouwenbo', 0],
    ['抽查投诉台账和回访录音，出具监督意见', 'shenliping', 0],
    ['重点客户季度拜访计划落实到人', 'qianhaitao', 0, 'brand'],
    ['验收单改版，增加开箱照片栏', 'luozhiyuan', -1, 'service'],
    ['季度走访五家战略客户', 'chenguoqiang', -2, 'brand'],
  ];
  for (const [i, [what, who, offset, category]] of list.entries()) owed(2 + i, what, who, offset, category);
  const dropped = owed(20, '门店设立备件自提柜', 'hanlei', -15, 'brand');
  script.take(on(-18, '15:10'), 'songjia', measure, 'drop', dropped, { reason: '测算使用率过低，改为寄送' });
}

const PRAISE = ['师傅上门快，讲得明白', '交货准时', '泵耐用，备件好买', '客服回复很快', '资料齐全，验收省心'];
const PRAISE_EN = ['Reliable pumps, quick answers.', 'Good documentation, friendly engineers.'];
const COMPLAINTS = [
  '备件等了两周',
  '送货不预约，卸货没人',
  '发票开错两次',
  '样本参数和实测有差距',
  '换了三个业务员，每次都要重新讲一遍',
];
