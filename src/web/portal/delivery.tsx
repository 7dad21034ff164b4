import { Link, useParams } from 'react-router';
import type { Routes } from '../api/routes.ts';
import { quantityText } from '../language/format.ts';
import { useSay } from '../preferences.tsx';
import { useAsked, useDates } from './portal.tsx';
import { Asked, Back, Facts, History, Notices, Photos, Promises, RecordCard, Section } from './shown.tsx';
import { homeWords as h, recordWords as r, portalWords as w } from './words.ts';

type Delivery = Routes['GET /api/portal/deliveries/{id}']['answer'];

export function DeliveryPage() {
  const { id = '' } = useParams();
  const asked = useAsked('GET /api/portal/deliveries/{id}', { id });
  return <Asked asked={asked}>{(delivery) => <DeliverySeen delivery={delivery} />}</Asked>;
}

/** Goods on their way: what can be done with them stands above everything. */
function DeliverySeen({ delivery }: { delivery: Delivery }) {
  const say = useSay();
  const dates = useDates();
  const instant = (iso: string | null) => iso && dates.instant(iso);
  return (
    <>
      <Back to="/deliveries">{say(h.deliveries)}</Back>
      <h1>
        {say(r.delivery)} <span className="number">{delivery.number}</span> <span className="tag">{delivery.stateName}</span>
      </h1>
      <Actions delivery={delivery} />
      <Notices of={delivery.notices} />
      <Facts
        of={[
          [say(r.promisedDate), delivery.promisedDate && dates.day(delivery.promisedDate)],
          [
            say(r.expectedArrival),
            delivery.arrivedAt === null && delivery.expectedArrival && dates.day(delivery.expectedArrival),
          ],
          [say(r.order), delivery.orderNumber && <Link to={`/orders/${delivery.order}`}>{delivery.orderNumber}</Link>],
          [say(r.carrier), delivery.carrier],
          [say(r.tracking), delivery.trackingNumber],
          [say(r.progress), delivery.progress],
          [say(r.arrivedAt), instant(delivery.arrivedAt)],
          [say(r.signedBy), delivery.signedBy],
          [say(r.signedAt), instant(delivery.signedAt)],
        ]}
      />
      {delivery.signature?.strokes && (
        <svg className="ink" viewBox="0 0 600 180" role="img" aria-label={delivery.signature.name}>
          <path d={delivery.signature.strokes} />
        </svg>
      )}
      {delivery.labels.length > 0 && (
        <Section title={say(r.goods)}>
          <ul className="cards">
            {delivery.labels.map((label, i) => (
              <li key={`${i} ${label.productName}`} className="card">
                <span className="what">{label.productName ?? say(w.none)}</span>
                <span className="tail">{label.quantity && quantityText(label.quantity)}</span>
                {label.specification && <small>{label.specification}</small>}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Objections delivery={delivery} />
      <Ratings delivery={delivery} />
      <Promises promises={delivery.promises} />
      <History of={delivery.history} />
    </>
  );
}

function Actions({ delivery }: { delivery: Delivery }) {
  const say = useSay();
  const here = `/deliveries/${delivery.id}`;
  return (
    <div className="actions">
      {delivery.canSign && (
        <Link className="button primary wide" to={`${here}/sign`}>
          {say(r.sign)}
        </Link>
      )}
      {delivery.canObject && (
        <Link className="button wide" to={`${here}/object`}>
          {say(r.object)}
        </Link>
      )}
      {delivery.canRate && (
        <Link className={`button wide ${delivery.canSign ? '' : 'primary'}`} to={`${here}/rate`}>
          {say(r.rate)}
        </Link>
      )}
      {delivery.signedAt !== null && (
        <Link className="button wide" to={`/complaints/new?delivery=${delivery.id}&about=${delivery.number}`}>
          {say(r.complainAbout)}
        </Link>
      )}
    </div>
  );
}

function Objections({ delivery: { objections } }: { delivery: Delivery }) {
  const say = useSay();
  if (objections.length === 0) return null;
  return (
    <Section title={say(r.objections)}>
      <ul className="cards">
        {objections.map((objection) => (
          <RecordCard
            key={objection.id}
            to={`/objections/${objection.id}`}
            what={objection.kindName}
            tail={objection.stateName}
            about={objection.content}
          />
        ))}
      </ul>
      {objections.map((objection) => (
        <Photos key={objection.id} of={objection.photos} />
      ))}
    </Section>
  );
}

function Ratings({ delivery: { ratings } }: { delivery: Delivery }) {
  const say = useSay();
  if (ratings.length === 0) return null;
  return (
    <Section title={say(r.ratings)}>
      {ratings.map((rating) => (
        <div key={rating.id} className="said">
          {say(r.serviceScore(rating.service))} · {say(r.productScore(rating.product))}
          {rating.words && `\n${rating.words}`}
          {rating.improvement && `\n${say(r.improvement)}: ${rating.improvement}`}
        </div>
      ))}
    </Section>
  );
}
