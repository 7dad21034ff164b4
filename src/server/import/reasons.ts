import type { Bilingual } from '#kernel/problem';
import type { Status } from './mapping/mapping.ts';

/** What is wrong with rows of orders, in the words of the error file. */
export const reasons = {
  noDate: { zh: '没有任何日期，无法确定下单时间。', en: 'There is no date at all; it is not known when the order was placed.' },
  tooEarly: { zh: '早于 1970 年。', en: 'Before 1970.' },
  notYet: { zh: '在未来，尚未发生。', en: 'Lies in the future and has not happened.' },
  differs: { zh: '与同一订单的前一行不同，以前一行为准。', en: 'Differs from the order’s row before it, which counts.' },
  unknownStatus: { zh: '映射中没有这个状态，按日期判断。', en: 'The mapping does not know this status; the dates decide.' },
  confirmedAtTheLatest: {
    zh: '没有确认时间；最迟在发货或交付时已确认，按此时间记录。',
    en: 'No time of confirmation; it was confirmed when delivered or shipped at the latest, and is recorded so.',
  },
  notConfirmed: { zh: '没有确认时间，订单停留在未确认。', en: 'No time of confirmation; the order stays unconfirmed.' },
  noPromise: { zh: '没有承诺交期，无法记录订单确认。', en: 'No promised date; the confirmation cannot be recorded.' },
  notDelivered: {
    zh: '状态为已交付，却没有交付时间；停留在已发货。',
    en: 'Said to be delivered, without a time of delivery; it stays shipped.',
  },
  neitherDate: {
    zh: '状态为已发货或已交付，却没有任何时间；按订单的最后已知时间记为已发货，未记为已交付。',
    en: 'Said to be shipped or delivered, without any time; recorded as shipped at the last time that is known of the order, and not as delivered.',
  },
  shippedAtTheLatest: {
    zh: '没有发货时间；最迟在交付时已发货，按此时间记录。',
    en: 'No time of shipment; it was shipped when delivered at the latest, and is recorded so.',
  },
  confirmedBeforePlaced: { zh: '确认早于下单。', en: 'Confirmed before it was placed.' },
  shippedBeforePlaced: { zh: '发货早于下单。', en: 'Shipped before it was placed.' },
  shippedBeforeConfirmed: { zh: '发货早于确认。', en: 'Shipped before it was confirmed.' },
  deliveredBeforePlaced: { zh: '交付早于下单。', en: 'Delivered before it was placed.' },
  deliveredBeforeShipped: { zh: '交付早于发货。', en: 'Delivered before it was shipped.' },
  deliveredBeforeConfirmed: { zh: '交付早于确认。', en: 'Delivered before it was confirmed.' },
  noItems: { zh: '订单没有任何明细。', en: 'The order has no items.' },
  noCustomer: { zh: '没有客户编号。', en: 'No customer number.' },
  orphan: { zh: '没有这个编号的订单。', en: 'There is no order with this number.' },
  strayReview: {
    zh: '没有这个编号的订单，评价单独导入。',
    en: 'There is no order with this number; the review was brought over without one.',
  },
  unknownProduct: {
    zh: '产品文件中没有这个编号，按编号新建产品。',
    en: 'The product file does not have this number; a product is made by it.',
  },
  cut: { zh: '过长，已截短。', en: 'Too long; cut short.' },
  saysNothing: { zh: '没有评分也没有评价，未导入。', en: 'Neither a score nor words; left out.' },
  nothingAsked: {
    zh: '映射所指的问题，此文件一个也没有；跳过。',
    en: 'The file has none of the questions that the mapping names; skipped.',
  },
  noNumber: { zh: '没有答卷编号。', en: 'No number of the response.' },
  noAnswerDateAtAll: { zh: '没有可用的答复日期。', en: 'No date of the answer that can be used.' },
  noAnswerDate: {
    zh: '没有答复时间，按订单的最后时间记录。',
    en: 'No time of the answer; recorded as of the last that is known of the order.',
  },
  productKeyTooLong: {
    zh: '产品编号超过 60 个字符，未关联产品。',
    en: 'The product’s number is longer than 60 characters; the item names none.',
  },
  itemAdded: {
    zh: '订单导入后来源增加的明细，未导入。',
    en: 'An item that the source added after the order had been brought over; left out.',
  },
  elsewhere: {
    zh: '系统中已有同号订单，不是由导入产生；未处理。',
    en: 'An order with this number is there already and did not come from an import; left alone.',
  },
  moved: {
    zh: '订单导入后已在系统中继续办理，来源的新进展未处理。',
    en: 'The order has gone on in Lüyue since it was brought over; what the source adds was left alone.',
  },
  otherLife: { zh: '与已导入的经过不一致，未处理。', en: 'Not how the order’s life was brought over; left alone.' },
} as const satisfies Record<string, Bilingual>;

/** A date that the order's status does not allow. */
export const againstStatus: Record<Exclude<Status, 'delivered'>, Bilingual> = {
  placed: {
    zh: '状态为尚未确认，却有此时间；未采用。',
    en: 'Said to be merely placed, and yet there is this time; it was not used.',
  },
  confirmed: {
    zh: '状态为已确认，却有此时间；未采用。',
    en: 'Said to be confirmed only, and yet there is this time; it was not used.',
  },
  shipped: { zh: '状态为已发货，却有此时间；未采用。', en: 'Said to be under way, and yet there is this time; it was not used.' },
  cancelled: {
    zh: '订单已取消，却有此时间；仍按已取消。',
    en: 'The order is cancelled, and yet there is this time; it stays cancelled.',
  },
  unfulfilled: {
    zh: '订单无法履行，却有此时间；仍按无法履行。',
    en: 'The order cannot be fulfilled, and yet there is this time; it stays so.',
  },
};

export const placedAtTheLatest = (date: string): Bilingual => ({
  zh: `没有可用的下单时间，按最早的已知日期 ${date} 记录。`,
  en: `No time of the order; recorded as of the earliest date that is known, ${date}.`,
});

export const promisedBefore = (placedOn: string): Bilingual => ({
  zh: `承诺交期早于下单日期 ${placedOn}，无法记录订单确认。`,
  en: `Promised for a day before the order, ${placedOn}; the confirmation cannot be recorded.`,
});

export const again = (line: number): Bilingual => ({
  zh: `此编号在第 ${line} 行已出现。`,
  en: `This number stands on line ${line} already.`,
});

export const wasImported = (before: string): Bilingual => ({
  zh: `与已导入的不同：原为“${before}”。系统中的内容未改动。`,
  en: `Differs from what was brought over: it was “${before}”. Nothing was changed in Lüyue.`,
});
