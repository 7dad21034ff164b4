import { type OrderMapping, orderMapping, type SurveyMapping, surveyMapping } from './mapping.ts';

const SCMS_FILE = ['scms_delivery_history', 'SCMS_Delivery_History_Dataset'];

/** Layouts that are known without a mapping file, in the order in which they are tried. */
export const orderPresets: Readonly<Record<string, OrderMapping>> = {
  /** The Brazilian marketplace's public export: one file a table. */
  olist: orderMapping.parse({
    source: 'olist',
    channel: 'website',
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
      // A row is one piece: three of a kind are three rows.
      columns: { order: 'order_id', item: 'order_item_id', product: 'product_id', unitPrice: 'price', quantity: { text: '1' } },
    },
    reviews: {
      file: ['order_reviews', 'olist_order_reviews_dataset'],
      columns: {
        order: 'order_id',
        review: 'review_id',
        csat: 'review_score',
        words: { text: '{review_comment_title}\n{review_comment_message}' },
        answeredAt: 'review_answer_timestamp',
      },
    },
    customers: {
      file: ['customers', 'olist_customers_dataset'],
      columns: {
        customer: 'customer_id',
        identity: 'customer_unique_id',
        // The export names nobody.
        name: 'customer_unique_id',
        address: { text: '{customer_zip_code_prefix} {customer_city} {customer_state}' },
      },
    },
    products: {
      file: ['products', 'olist_products_dataset'],
      columns: {
        product: 'product_id',
        name: { text: '{product_category_name} {product_id}' },
        category: 'product_category_name',
        specification: { text: '{product_weight_g} g, {product_length_cm}×{product_width_cm}×{product_height_cm} cm' },
        unit: { text: '件' },
      },
    },
    survey: 'Olist 订单评价',
  }),

  /** USAID's delivery history: one file, a row is an order line that was scheduled and delivered by itself. */
  scms: orderMapping.parse({
    source: 'scms',
    channel: 'sales_rep',
    dates: ['d-MMM-yy', 'M/d/yy'],
    modes: { Air: 'air', 'Air Charter': 'air', Truck: 'road', Ocean: 'sea' },
    orders: {
      file: SCMS_FILE,
      columns: { order: 'PO / SO #', customer: 'Country', placedAt: 'PO Sent to Vendor Date', address: 'Country' },
      checks: { 'PQ First Sent to Client Date': 'date', 'Delivery Recorded Date': 'date' },
    },
    items: {
      file: SCMS_FILE,
      columns: {
        order: 'PO / SO #',
        item: 'ID',
        productName: 'Item Description',
        specification: { text: '{Dosage} {Dosage Form}' },
        quantity: 'Line Item Quantity',
        unit: { text: 'pack' },
        unitPrice: 'Pack Price',
      },
      checks: { 'Line Item Value': 'number', 'Unit Price': 'number' },
    },
    deliveries: {
      file: SCMS_FILE,
      columns: {
        order: 'PO / SO #',
        delivery: 'ID',
        promised: 'Scheduled Delivery Date',
        deliveredAt: 'Delivered to Client Date',
        mode: 'Shipment Mode',
        tracking: 'ASN/DN #',
      },
      checks: { 'Weight (Kilograms)': 'number', 'Freight Cost (USD)': 'number', 'Line Item Insurance (USD)': 'number' },
    },
  }),
};

export const surveyPresets: Readonly<Record<string, SurveyMapping>> = {
  /** San Francisco Airport's passenger survey: held every May; the question's column is called differently from year to year. */
  'sfo-survey': surveyMapping.parse({
    source: 'sfo-survey',
    survey: 'SFO 旅客调查',
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
