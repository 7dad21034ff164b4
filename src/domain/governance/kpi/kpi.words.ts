import type { Pair } from '#kernel/declare/words';
import type { MeasureName } from './kpi.ts';

/** What each measure is called, and its formula in words. */
export const kpiWords: Record<MeasureName, { name: Pair; formula: Pair }> = {
  'order-confirmation': {
    name: ['订单确认及时率', 'Orders confirmed in time'],
    formula: [
      '按时限确认的订单 ÷ 下达的全部订单（尚在时限内的不计）',
      'orders confirmed within the limit ÷ all orders placed, but for those whose time has not run out',
    ],
  },
  'on-time-delivery': {
    name: ['交付及时率', 'On-time delivery'],
    formula: [
      '在承诺日期当天或之前签收的交付 ÷ 有承诺日期并已签收的交付',
      'deliveries signed for on or before the promised date ÷ deliveries signed for that had one',
    ],
  },
  'lead-time': {
    name: ['交付周期', 'Lead time'],
    formula: ['从下单到签收的天数的中位数', 'median of days from the order to the signature'],
  },
  'delay-notice': {
    name: ['延迟告知率', 'Delays told in advance'],
    formula: [
      '逾期前已告知客户的延迟 ÷ 全部延迟交付',
      'late deliveries of which the customer was told before the date ÷ all late deliveries',
    ],
  },
  csat: {
    name: ['客户满意度', 'Customer satisfaction'],
    formula: [
      '达到满意线（默认 4 分）的答复 ÷ 全部评分答复（1–5 分）',
      'answers at or above the satisfied mark (4 unless set) ÷ all answers on the scale of 1 to 5',
    ],
  },
  nps: {
    name: ['净推荐值', 'Net promoter score'],
    formula: ['推荐者占比 − 贬损者占比（×100）', 'share of promoters minus share of detractors (× 100)'],
  },
  ces: {
    name: ['客户费力度', 'Customer effort score'],
    formula: ['1–7 分答复的平均值', 'mean of answers on the scale of 1 to 7'],
  },
  'return-visits': {
    name: ['回访及时率', 'Return visits made in time'],
    formula: [
      '按期完成的回访 ÷ 已到期的回访',
      'return visits made by their date ÷ return visits whose date has passed or that were made',
    ],
  },
  'complaint-first-reply': {
    name: ['投诉首次答复及时率', 'Complaints answered in time'],
    formula: [
      '按时限首次答复的投诉 ÷ 全部投诉（尚在时限内的不计）',
      'complaints first answered within the limit ÷ all complaints, but for those whose time has not run out',
    ],
  },
  'complaint-satisfaction': {
    name: ['投诉处理满意度', 'Satisfaction with complaint handling'],
    formula: [
      '对处理结果满意的投诉回访 ÷ 已完成的投诉回访',
      'complaint visits with a satisfied customer ÷ complaint visits made',
    ],
  },
  'complaint-rate': {
    name: ['客户投诉率', 'Complaint rate'],
    formula: ['投诉数 ÷ 同期下达的订单数', 'complaints ÷ orders placed in the same period'],
  },
  'promises-kept': {
    name: ['守诺率', 'Promises kept'],
    formula: ['守住的承诺 ÷（守住的 + 违背的）', 'promises kept ÷ (kept + broken)'],
  },
};
