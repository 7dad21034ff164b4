import { metaOf } from './fields.ts';
import type { AnyRecord } from './record.ts';

/**
 * The records that make up pieces of business: they lead to a customer by their references, and something is promised on them or on what
 * they refer to. A customer, a contact person or a product belongs to many of them and ties none together; a survey is asked of many
 * customers. In the given order.
 */
export function journeyRecords(records: readonly AnyRecord[], customer: { name: string }): AnyRecord[] {
  const ofCustomers = reaching(records, (record) => refsOf(record).includes(customer.name));
  const promised = reaching(ofCustomers, ({ deadlines }) => Object.keys(deadlines).length > 0);
  return promised.filter(({ name }) => name !== customer.name);
}

/** The records that fit, and those that refer to one of them, over any number of references. */
function reaching(records: readonly AnyRecord[], fits: (record: AnyRecord) => boolean): AnyRecord[] {
  const found = new Set(records.filter(fits).map(({ name }) => name));
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const record of records) if (refsOf(record).some((to) => found.has(to))) found.add(record.name);
  }
  return records.filter(({ name }) => found.has(name));
}

const refsOf = ({ fields }: AnyRecord): string[] => Object.values(fields).flatMap((schema) => metaOf(schema).ref ?? []);
