import { cellOf, type Note } from './cells.ts';
import { cut } from './parties.ts';
import { decimalReader, type Reading } from './source/values.ts';
import type { Joined } from './stage.ts';

/** An order's item as the order takes it; decimals are digits. */
export interface ItemInput {
  product: string | null;
  productName: string | null;
  specification: string | null;
  quantity: string | null;
  unit: string | null;
  unitPrice: string | null;
}

const quantity = decimalReader(6);
const money = decimalReader(2);

/**
 * An order's item as the source says it, completed by what the product file says of its product, so that nothing is left for
 * the catalogue to fill in. What cannot be read is noted and left empty; the product's id is filled in when it is there.
 */
export function itemInput(row: Joined, product: Joined | null, note: Note): ItemInput {
  const read = (field: 'quantity' | 'unitPrice', reader: (text: string) => Reading<string>): string | null => {
    const reading = reader(cellOf('items', field, row));
    if (reading.value === null && reading.fault) note('items', field, row, reading.fault, true);
    return reading.value;
  };
  const text = (field: 'productName' | 'specification' | 'unit', most: number): string | null =>
    cut(
      'items',
      field,
      row,
      cellOf('items', field, row) || (product ? cellOf('products', field === 'productName' ? 'name' : field, product) : ''),
      most,
      note,
    );
  return {
    product: null,
    productName: text('productName', 200),
    specification: text('specification', 400),
    quantity: read('quantity', quantity),
    unit: text('unit', 20),
    unitPrice: read('unitPrice', money),
  };
}
