import { defineRegulation } from '#kernel/declare/regulation';
import { delayNotice } from '../../../delivery/delay-notice/delay-notice.ts';
import { delivery } from '../../../delivery/delivery/delivery.ts';
import { objection } from '../../../delivery/objection/objection.ts';
import { rating } from '../../../delivery/rating/rating.ts';
import { order } from '../../../orders/order/order.ts';
import { kpi } from '../../kpi/kpi.ts';

const { audit, ask_for_data, supply_data, confirm, cancel } = order.lifecycle;
const { pack, ship, arrive, object, sign } = delivery.lifecycle;

/** 公司客户拿货管理制度: from the order to the signed receipt and the customer's judgement. */
export const orderFulfilment = defineRegulation({
  code: '002.14',
  title: ['公司客户拿货管理制度', 'Regulation on customers’ orders and goods'],
  clauses: {
    一: {
      text: ['线上、线下订单按同一流程办理。', 'Online and offline orders go through the same process.'],
      controls: [order.fields.channel],
      requirements: ['ORD-041'],
    },
    '二.1a': {
      text: [
        '客户可在官网、门店或通过销售代表下单，须写明产品名称、数量、规格和配送地址。',
        'Customers order on the website, in a shop or through sales, and say product, quantity, specification and address.',
      ],
      controls: [
        order.permit.create,
        order.lines?.items,
        order.fields.deliveryAddress,
        audit.guards.hasItems,
        audit.guards.itemsComplete,
        audit.guards.addressGiven,
      ],
      requirements: ['ORD-001', 'ORD-002'],
    },
    '二.1b': {
      text: [
        '下单后 24 小时内确认订单信息，并向客户发出订单确认单。',
        'The order is confirmed within 24 hours, and the customer is sent the order confirmation.',
      ],
      controls: [order.deadlines.confirmation, confirm.evidence, kpi['order-confirmation']],
      requirements: ['ORD-003'],
    },
    '二.2a': {
      text: [
        '订单先审核信息是否准确，审核通过后才发订单确认单。',
        'An order is audited first; the confirmation is sent only when the audit has passed.',
      ],
      controls: [audit, confirm, confirm.guards.hasItems, confirm.guards.itemsComplete, confirm.guards.addressGiven],
      requirements: ['ORD-003'],
    },
    '二.2b': {
      text: ['信息有误或缺失的，及时联系客户补正。', 'Where data are wrong or missing, the customer is asked for them promptly.'],
      controls: [ask_for_data, supply_data, order.deadlines.dataRequest],
      requirements: ['ORD-004'],
    },
    '二.3': {
      text: [
        '按确认的订单备货发货，按客户要求选择物流方式，准时送达。',
        'Goods are prepared and shipped per confirmed order, by the transport the customer wishes, and arrive on time.',
      ],
      controls: [
        pack,
        ship,
        ship.guards.orderConfirmed,
        order.fields.logisticsWish,
        order.deadlines.delivery,
        delivery.deadlines.arrival,
        kpi['on-time-delivery'],
      ],
      requirements: ['DEL-015', 'DEL-007', 'DEL-016'],
    },
    '二.4a': {
      text: [
        '客户收货时核对货物是否完好、与订单一致；有损坏或不符立即联系客服处理。',
        'On receipt the customer checks goods for damage and match, and turns to customer service at once if something is wrong.',
      ],
      controls: [arrive, object, sign.evidence, sign.guards.noOpenObjection, objection.deadlines.answer],
      requirements: ['DEL-017'],
    },
    '二.4b': {
      text: [
        '客户在签收单上签字，签字即表示货物已送达。',
        'The customer signs the receipt; the signature states that the goods have arrived.',
      ],
      controls: [sign, delivery.fields.signature],
      requirements: ['DEL-018'],
    },
    '二.5': {
      text: [
        '客户收货后可评价服务和产品，公司据以改进。',
        'After receipt customers may rate service and product, and the company improves.',
      ],
      controls: [rating, rating.permit.create, rating.deadlines.improvement, kpi.csat],
      requirements: ['DEL-019'],
    },
    '三.1': {
      text: [
        '客户可在官网、门店或通过销售代表下单，并提供准确的信息，以免延误。',
        'Customers order on the website, in a shop or through sales, and give accurate data, so that nothing is delayed.',
      ],
      controls: [order.permit.create, order.fields.channel, audit, ask_for_data],
      requirements: ['ORD-001', 'ORD-004'],
    },
    '三.2': {
      text: [
        '修改订单须在订单确认之前经客服提出，确认之后不能修改。',
        'An order is changed through customer service before it is confirmed, and not afterwards.',
      ],
      controls: [order.permit.edit],
      requirements: ['ORD-005'],
    },
    '三.3a': {
      text: [
        '取消订单须在订单确认之前经客服提出，确认之后不能取消。',
        'An order is cancelled through customer service before it is confirmed, and not afterwards.',
      ],
      controls: [cancel],
      requirements: ['ORD-006'],
    },
    '三.3b': {
      text: [
        '取消须提前 48 小时通知，否则收取一定比例的违约金。',
        'Cancellation needs 48 hours’ notice; otherwise a penalty of a set percentage is due.',
      ],
      controls: [order.fields.penalty, order.fields.noticeHours, cancel.evidence],
      requirements: ['ORD-007'],
    },
    '三.4': {
      text: [
        '按客户要求选择物流方式，在约定时间送达；因不可抗力延迟送达的，及时通知客户。',
        'Goods go by the transport that the customer wishes and arrive at the agreed time; where force majeure delays them, the customer is told promptly.',
      ],
      controls: [
        order.fields.logisticsWish,
        order.deadlines.delivery,
        delivery.deadlines.arrival,
        delayNotice,
        delayNotice.fields.cause,
        delayNotice.deadlines.telling,
        delivery.deadlines.delayNotice,
        kpi['delay-notice'],
      ],
      requirements: ['DEL-011', 'DEL-010', 'DEL-015'],
    },
    '三.5': {
      text: ['收货后须在签收单上签字确认；签过的不再更改。', 'The receipt is signed on delivery; what is signed is not altered.'],
      controls: [sign, delivery.permit.edit],
      requirements: ['DEL-018', 'PLT-005'],
    },
  },
});
