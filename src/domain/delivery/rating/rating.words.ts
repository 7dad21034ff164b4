import { wordsFor } from '#kernel/declare/words';
import { rating } from './rating.ts';

export const ratingWords = wordsFor(rating, {
  name: ['收货评价', 'Rating'],
  about: [
    '客户收货后对服务和产品的评价，以及公司的改进',
    'What a customer thinks of service and product after receipt, and what the company improves',
  ],
  fields: {
    delivery: ['交付', 'Delivery'],
    order: ['订单', 'Order'],
    customer: ['客户', 'Customer'],
    service: ['服务评分', 'Service'],
    product: ['产品评分', 'Product'],
    words: ['评价内容', 'In words'],
    improvement: ['改进措施', 'Improvement'],
  },
  lines: {},
  columns: {},
  choices: {},
  states: {
    given: ['已评价', 'Given'],
    improvement_wanted: ['待改进', 'Improvement wanted'],
    improved: ['已改进', 'Improved'],
  },
  steps: { want_improvement: ['要求改进', 'Want an improvement'], improve: ['写明改进', 'Improve'] },
  guards: {},
  evidence: {},
  deadlines: { improvement: ['针对低评价及时改进', 'Say what improves after a low rating'] },
});
