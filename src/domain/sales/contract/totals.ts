import { Decimal } from 'decimal.js';

/** Enough digits for any product of two columns before it is rounded. */
const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });

/**
 * What the items of a contract come to: each line rounded to the cent, half a cent up, and the tax on their sum. Amounts are decimal
 * strings, the rate a share.
 */
export function totalsOf(c: { items: readonly { quantity: string; unitPrice: string }[]; vatRate: string }): {
  netTotal: string;
  tax: string;
  grossTotal: string;
} {
  const net = c.items.reduce((sum, i) => sum.add(Exact.mul(i.quantity, i.unitPrice).toDecimalPlaces(2)), new Exact(0));
  const tax = net.mul(c.vatRate).toDecimalPlaces(2);
  return { netTotal: net.toFixed(2), tax: tax.toFixed(2), grossTotal: net.add(tax).toFixed(2) };
}
