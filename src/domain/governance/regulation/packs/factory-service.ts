import { defineRegulation } from '#kernel/declare/regulation';
import { order } from '../../../orders/order/order.ts';

/** 工厂客户服务管理制度: what it says of taking in and confirming orders. */
export const factoryService = defineRegulation({
  code: '002.20',
  title: ['工厂客户服务管理制度', 'Regulation on customer service of the factory'],
  clauses: {
    '第八条 1-2': {
      text: [
        '客服受理订单，确认内容、数量和交货期，并把交货期告知客户。',
        'Customer service takes in the order, confirms content, quantity and delivery date, and tells the customer the date.',
      ],
      controls: [order.lifecycle.confirm, order.lifecycle.confirm.evidence, order.fields.promisedDate],
      requirements: ['ORD-009'],
    },
  },
});
