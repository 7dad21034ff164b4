import { type OrderMapping, orderMapping, type SurveyMapping, surveyMapping } from './mapping.ts';

/** Layouts that are known without a mapping file, in the order in which they are tried. */
export const orderPresets: Readonly<Record<string, OrderMapping>> = {
  /** The Brazilian marketplace's public export: one file a table. */
  olist: orderMapping.parse({
    source: 'olist',
    channel: 'platform',
    statuses: {
      created: 'placed',
      approved: 'confirmed',
      invoiced: 'confirmed',
      processing: 'confirmed',
      shipped: 'shipped',
      delivered: 'delivered',
      canceled: 'cancelled',
      unavailable: 'unfulfilled',
    },
    orders: {
      file: ['orders', 'olist_orders_dataset'],
      columns: {
        order: 'order_id',
        customer: 'customer_id',
        status: 'order_status',
        placedAt: 'order_purchase_timestamp',
        confirmedAt: 'order_approved_at',
        shippedAt: 'order_delivered_carrier_date',
        deliveredAt: 'order_delivered_customer_date',
        promised: 'order_estimated_delivery_date',
      },
    },
    items: {
      file: ['order_items', 'olist_order_items_dataset'],
      columns: { order: 'order_id', item: 'order_item_id', product: 'product_id', unitPrice: 'price' },
    },
    reviews: {
      file: ['order_reviews', 'olist_order_reviews_dataset'],
      columns: {
        order: 'order_id',
        review: 'review_id',
        csat: 'review_score',
        title: 'review_comment_title',
        words: 'review_comment_message',
        answeredAt: 'review_answer_timestamp',
      },
    },
    customers: {
      file: ['customers', 'olist_customers_dataset'],
      columns: { customer: 'customer_id', identity: 'customer_unique_id', region: 'customer_state', city: 'customer_city' },
    },
    products: {
      file: ['products', 'olist_products_dataset'],
      columns: { product: 'product_id', category: 'product_category_name' },
    },
    ignored: ['order_payments', 'olist_order_payments_dataset'],
  }),

  /** USAID's delivery history: one file, a row is an order line that was scheduled and delivered by itself. */
  scms: orderMapping.parse({
    source: 'scms',
    channel: 'other',
    dates: ['d-MMM-yy', 'M/d/yy'],
    orders: {
      file: ['scms_delivery_history', 'SCMS_Delivery_History_Dataset'],
      columns: {
        order: 'PO / SO #',
        customer: 'Country',
        placedAt: 'PO Sent to Vendor Date',
        promised: 'Scheduled Delivery Date',
      },
    },
    items: {
      file: ['scms_delivery_history', 'SCMS_Delivery_History_Dataset'],
      columns: {
        order: 'PO / SO #',
        item: 'ID',
        productName: 'Item Description',
        specification: 'Dosage Form',
        quantity: 'Line Item Quantity',
        unitPrice: 'Pack Price',
      },
    },
    deliveries: {
      file: ['scms_delivery_history', 'SCMS_Delivery_History_Dataset'],
      columns: {
        order: 'PO / SO #',
        delivery: 'ID',
        promised: 'Scheduled Delivery Date',
        deliveredAt: 'Delivered to Client Date',
        carrier: 'Shipment Mode',
        weight: 'Weight (Kilograms)',
      },
    },
  }),
};

export const surveyPresets: Readonly<Record<string, SurveyMapping>> = {
  /** San Francisco Airport's passenger survey: held every May; the question's column is called differently from year to year. */
  'sfo-survey': surveyMapping.parse({
    source: 'sfo-survey',
    title: 'SFO passenger survey',
    files: '^sfo_(\\d{4})\\.csv(\\.gz)?$',
    dates: ['MM/dd/yyyy hh:mm:ss a'],
    month: 5,
    columns: {
      response: ['RESPNUM', '*RESPNUM'],
      answeredAt: 'INTDATE',
      nps: ['NETPRO', null],
      csat: ['Q7ALL', 'Q7O_WHOLE', 'Q8N_WHOLE', 'Q8N', null],
    },
    blanks: { nps: ['11', 'blank'], csat: ['0', '6', 'blank'] },
  }),
};
