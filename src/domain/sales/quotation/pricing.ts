import { Decimal } from 'decimal.js';

// Amounts are decimal strings; every amount is rounded to the cent where it arises, half a cent away from zero, and sums are made of
// what is rounded, so that what is printed adds up.

/** What a quotation costs and asks. Rates are shares: 0.13 is 13 %. */
export interface Pricing {
  materials: readonly { quantity: string; unitCost: string }[];
  labour: readonly { hours: string; hourlyCost: string }[];
  otherCosts: readonly { amount: string }[];
  items: readonly { quantity: string; unitPrice: string }[];
  overheadRate: string;
  contingencyRate: string;
  targetMargin: string;
  vatRate: string;
}

/** The figures of a quotation. Percentages are exact to two of the six decimals that a quantity has, and null where they would divide by zero. */
export interface Figures {
  materialCost: string;
  labourCost: string;
  overheadCost: string;
  otherCost: string;
  contingencyCost: string;
  cost: string;
  guidePrice: string;
  netPrice: string;
  tax: string;
  grossPrice: string;
  profit: string;
  marginPercent: string | null;
  markupPercent: string | null;
}

/**
 * cost = material + labour + overhead (of material and labour) + other + contingency (of all of those); guide price = cost ÷ (1 − target
 * margin); net price = the sum of the items; tax = net × rate; profit = net − cost; margin is on the net price, markup on the cost.
 */
export function figuresOf(p: Pricing): Figures {
  const material = sum(p.materials.map((m) => cents(Exact.mul(m.quantity, m.unitCost))));
  const labour = sum(p.labour.map((l) => cents(Exact.mul(l.hours, l.hourlyCost))));
  const overhead = cents(material.add(labour).mul(p.overheadRate));
  const other = sum(p.otherCosts.map((o) => cents(new Exact(o.amount))));
  const direct = material.add(labour).add(overhead).add(other);
  const contingency = cents(direct.mul(p.contingencyRate));
  const cost = direct.add(contingency);
  const net = sum(p.items.map((i) => cents(Exact.mul(i.quantity, i.unitPrice))));
  return {
    materialCost: text(material),
    labourCost: text(labour),
    overheadCost: text(overhead),
    otherCost: text(other),
    contingencyCost: text(contingency),
    cost: text(cost),
    guidePrice: guidePriceOf(text(cost), p.targetMargin),
    ...resultOf(text(cost), text(net), p.vatRate),
  };
}

/** The price at which a cost leaves the margin. */
export const guidePriceOf = (cost: string, targetMargin: string): string =>
  text(cents(new Exact(cost).div(new Exact(1).sub(targetMargin))));

/** A price less a share of it. */
export const discounted = (price: string, discount: string): string => text(cents(Exact.mul(price, new Exact(1).sub(discount))));

/** What a net price comes to with tax, and what it leaves over the cost. */
export function resultOf(
  cost: string,
  net: string,
  vatRate: string,
): Pick<Figures, 'netPrice' | 'tax' | 'grossPrice' | 'profit' | 'marginPercent' | 'markupPercent'> {
  const tax = cents(Exact.mul(net, vatRate));
  const profit = new Exact(net).sub(cost);
  const percent = (of: string): string | null => (new Exact(of).isZero() ? null : cents(profit.mul(100).div(of)).toFixed(6));
  return {
    netPrice: text(new Exact(net)),
    tax: text(tax),
    grossPrice: text(tax.add(net)),
    profit: text(profit),
    marginPercent: percent(net),
    markupPercent: percent(cost),
  };
}

/** Enough digits for any product of two columns before it is rounded. */
const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });

const cents = (value: Decimal): Decimal => value.toDecimalPlaces(2);
const sum = (values: readonly Decimal[]): Decimal => values.reduce((total, value) => total.add(value), new Exact(0));
const text = (value: Decimal): string => value.toFixed(2);
