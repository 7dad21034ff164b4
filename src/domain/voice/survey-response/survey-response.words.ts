import { wordsFor } from '#kernel/declare/words';
import { surveyResponse } from './survey-response.ts';

export const surveyResponseWords = wordsFor(surveyResponse, {
  name: ['调查答复', 'Survey response'],
  about: ['一位客户对一次调查的答复', 'What one customer answered to a survey'],
  fields: {
    survey: ['调查', 'Survey'],
    customer: ['客户', 'Customer'],
    order: ['订单', 'Order'],
    delivery: ['交付单', 'Delivery'],
    respondent: ['答复人', 'Respondent'],
    answeredAt: ['答复时间', 'Answered at'],
    nps: ['推荐意愿（0–10）', 'Likely to recommend (0–10)'],
    csat: ['满意度（1–5）', 'Satisfaction (1–5)'],
    ces: ['容易程度（1–7）', 'Ease (1–7)'],
    area: ['反馈方面', 'Area'],
    words: ['评价与建议', 'Their words'],
    language: ['语言', 'Language'],
    externalNumber: ['外部编号', 'External number'],
    npsClass: ['NPS 类别', 'NPS class'],
  },
  lines: {},
  columns: {},
  choices: {
    area: { service: ['服务', 'Service'], product: ['产品', 'Product'], brand: ['品牌', 'Brand'] },
    npsClass: { promoter: ['推荐者', 'Promoter'], passive: ['中立者', 'Passive'], detractor: ['贬损者', 'Detractor'] },
  },
  states: { received: ['已收到', 'Received'], read: ['已阅', 'Read'], discarded: ['已作废', 'Discarded'] },
  steps: { classify: ['归类', 'Classify'], read: ['阅读', 'Read'], discard: ['作废', 'Discard'] },
  guards: {},
  evidence: { reason: ['原因', 'Reason'] },
  deadlines: {},
});
