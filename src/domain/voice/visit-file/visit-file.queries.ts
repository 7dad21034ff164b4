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

/** A project that a visit is owed for: its file, and the date of the rhythm. */
export interface Covered {
  visitFile: string;
  delivery: string | null;
  cadenceOn: string;
}

const coveredBy = (visit: string): string =>
  `select ${visit}.visit_file as "visitFile", ${visit}.delivery, ${visit}.cadence_on as "cadenceOn"
  union all select t.visit_file, t.delivery, t.cadence_on from return_visit_together t where t.parent = ${visit}.id`;

/** A visit that the rhythm of a customer's files has opened and that is still owed, with all that it is owed for. */
export interface OwedVisit {
  id: string;
  customer: string;
  dueOn: string;
  covers: Covered[];
}

/** Those of customers ($1: ids), held still. */
export const owedVisitsOfCustomers = `select v.id, v.customer, v.due_on as "dueOn",
  (select json_agg(json_build_object('visitFile', c."visitFile", 'delivery', c.delivery, 'cadenceOn', c."cadenceOn")) from (${coveredBy('v')}) c) as covers
from return_visit v where v.customer = any($1::uuid[]) and v.cadence_on is not null and v.state = 'due' order by v.id for update of v`;

/** Owed visits for these files ($1) that no file is left to be visited for, and one of these; held still. */
export const needlessVisits = `select v.id, (select c."visitFile" from (${coveredBy('v')}) c where c."visitFile" = any($1::uuid[]) limit 1) as "visitFile"
from return_visit v where v.cadence_on is not null and v.state = 'due'
  and v.id in (select w.id from return_visit w where w.visit_file = any($1::uuid[]) union select t.parent from return_visit_together t where t.visit_file = any($1::uuid[]))
  and not exists (select from (${coveredBy('v')}) c join visit_file f on f.id = c."visitFile" and f.state = 'active') order by v.id for update of v`;
