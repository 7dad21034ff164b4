import type pg from 'pg';
import { encode } from 'uqr';

/** What is printed on one package, with the code that leads to the page of the product. */
export interface LabelSheet {
  productName: string | null;
  specification: string | null;
  quantity: string | null;
  productionDate: string | null;
  delivery: string;
  customer: string;
  /** null where the line names no product of the catalogue: then there is no code either. */
  product: string | null;
  url: string | null;
  code: QrCode | null;
}

/** A QR code as the path of an SVG whose box is `size` by `size`, with the quiet zone that readers need. */
export interface QrCode {
  size: number;
  path: string;
}

/** The labels of a delivery (id), in order. `origin` is where browsers reach the program. */
export async function labelsOf(pool: pg.Pool, delivery: string, origin: string): Promise<LabelSheet[]> {
  const { rows } = await pool.query<Omit<LabelSheet, 'url' | 'code'>>(
    `select l.product_name as "productName", l.specification, l.quantity::text as quantity, to_char(l.production_date, 'YYYY-MM-DD') as "productionDate",
  d.number as delivery, c.name as customer, p.number as product
from delivery d join customer c on c.id = d.customer join delivery_labels l on l.parent = d.id left join product p on p.id = l.product
where d.id = $1 order by l.position`,
    [delivery],
  );
  return rows.map((row) => {
    const url = row.product === null ? null : `${origin}/portal/products/${row.product}`;
    return { ...row, url, code: url === null ? null : qrCode(url) };
  });
}

/** Draws an address as a QR code that is still read with 15 % of it scratched off (level M). */
export function qrCode(address: string): QrCode {
  const { size, data } = encode(address, { ecc: 'M', border: 4 });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return { size, path };
}
