import { queriesFor } from '#kernel/run/kind';
import { companyDate } from '../company-zone.ts';
import { visitFile } from './visit-file.ts';

export const visitFileQueries = queriesFor(visitFile, {
  facts: {},
  scopes: {
    department: 'r.customer in (select c.id from customer c where c.department = any(:departments) or c.owner = :employee)',
  },
});

/** A delivery ($1: ids) that has been signed for, of a customer we deal with, without a file yet; `handoverOn` is the date of the signature. */
export interface Handover {
  delivery: string;
  customer: string;
  order: string | null;
  handoverOn: string;
}

export const newHandovers = `select d.id as delivery, d.customer, d."order", ${companyDate('d.signed_at')} as "handoverOn"
from delivery d join customer c on c.id = d.customer and c.state <> 'terminated'
where d.id = any($1::uuid[]) and d.signed_at is not null and not exists (select from visit_file f where f.delivery = d.id)`;

/** Held still, as what follows is taken on them. */
export const activeFilesOfCustomers = `select id, customer from visit_file where customer = any($1::uuid[]) and state = 'active' order by id for update`;

/** Visits of these files ($1) that are still owed, held still. */
export const dueVisitsOfFiles = `select v.id, v.visit_file as "visitFile" from return_visit v
where v.visit_file = any($1::uuid[]) and v.cadence_on is not null and v.state = 'due' order by v.id for update`;
