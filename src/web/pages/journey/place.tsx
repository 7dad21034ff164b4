import { NavLink, Outlet, useParams } from 'react-router';
import { contact } from '#domain/accounts/contact/contact';
import { customer } from '#domain/accounts/customer/customer';
import { delivery } from '#domain/delivery/delivery/delivery';
import { contract } from '#domain/sales/contract/contract';
import { quotation } from '#domain/sales/quotation/quotation';
import { survey } from '#domain/voice/survey/survey';
import { journeyRecords } from '#kernel/declare/journey';
import { useLocale, useSay } from '../../preferences.tsx';
import { records } from '../../records.ts';
import { useMe } from '../../session.tsx';
import { linkWords as links } from '../portal-links/words.ts';
import './place.css';
import { journeyWords as w } from './words.ts';

const chained = new Set(
  journeyRecords(
    records.map(({ record }) => record),
    customer,
  ).map(({ plural }) => plural),
);

/** Records that have a paper. */
const printed = new Set<string>([quotation.plural, contract.plural]);

/** Around one record: the record itself, and what else there is to see of it. */
export default function RecordPlace() {
  const say = useSay();
  const locale = useLocale();
  const { roles } = useMe();
  const { plural = '', id = '' } = useParams();
  const mayTake = (by: readonly string[]): boolean => by.some((role) => roles.includes(role));
  const others = [
    ...(plural === customer.plural ? [{ to: 'overview', name: w.overview }] : []),
    ...(chained.has(plural) ? [{ to: 'journey', name: w.journey }] : []),
    ...(plural === delivery.plural ? [{ to: 'labels', name: links.labelsTab }] : []),
    ...(plural === contact.plural && mayTake(contact.lifecycle.invite.by) ? [{ to: 'portal-link', name: links.portalTab }] : []),
    ...(plural === survey.plural && mayTake(survey.lifecycle.invite.by) ? [{ to: 'links', name: links.linksTab }] : []),
  ];
  return (
    <>
      {(others.length > 0 || printed.has(plural)) && (
        <nav className="tabs record-tabs no-print" aria-label={say(w.tabs)}>
          {[{ to: '', name: plural === customer.plural ? w.file : w.record }, ...others].map(({ to, name }) => (
            <NavLink key={to} to={`/${plural}/${id}${to && `/${to}`}`} end>
              {say(name)}
            </NavLink>
          ))}
          {printed.has(plural) && (
            <a href={`/api/${plural}/${id}/print?locale=${locale}`} target="_blank" rel="noreferrer">
              {say(w.print)}
            </a>
          )}
        </nav>
      )}
      <Outlet />
    </>
  );
}
