import { useParams } from 'react-router';
import type { Routes } from '../api/routes.ts';
import { quantityText } from '../language/format.ts';
import { useSay } from '../preferences.tsx';
import { Field } from './fields.tsx';
import { useAsked, useDates } from './portal.tsx';
import { useSending, useTyped } from './send.ts';
import { Form } from './sent.tsx';
import { Asked, Back, Facts, History, Notices, Promises, RecordCard, Section } from './shown.tsx';
import { formWords as f, homeWords as h, recordWords as r, portalWords as w } from './words.ts';

type Order = Routes['GET /api/portal/orders/{id}']['answer'];

export function OrderPage() {
  const { id = '' } = useParams();
  const asked = useAsked('GET /api/portal/orders/{id}', { id });
  return <Asked asked={asked}>{(order) => <OrderSeen order={order} />}</Asked>;
}

function OrderSeen({ order }: { order: Order }) {
  const say = useSay();
  const dates = useDates();
  return (
    <>
      <Back to="/orders">{say(h.orders)}</Back>
      <h1>
        {say(r.order)} <span className="number">{order.number}</span> <span className="tag">{order.stateName}</span>
      </h1>
      {order.canSupply && <Supply order={order} />}
      <Notices of={order.notices} />
      <Facts
        of={[
          [say(r.promisedDate), order.promisedDate && dates.day(order.promisedDate)],
          [say(r.requestedDate), order.requestedDate && dates.day(order.requestedDate)],
          [say(r.externalNumber), order.externalNumber],
          [say(r.deliveryAddress), order.deliveryAddress],
          [say(r.placedAt), dates.instant(order.createdAt)],
          [say(r.deliveredAt), order.deliveredAt && dates.instant(order.deliveredAt)],
        ]}
      />
      {order.items.length > 0 && (
        <Section title={say(r.items)}>
          <ul className="cards">
            {order.items.map((item, i) => (
              <li key={`${i} ${item.productName}`} className="card">
                <span className="what">{item.productName ?? say(w.none)}</span>
                <span className="tail">
                  {item.quantity && quantityText(item.quantity)} {item.unit}
                </span>
                {item.specification && <small>{item.specification}</small>}
              </li>
            ))}
          </ul>
        </Section>
      )}
      {order.deliveries.length > 0 && (
        <Section title={say(h.deliveries)}>
          <ul className="cards">
            {order.deliveries.map((delivery) => (
              <RecordCard key={delivery.id} to={`/deliveries/${delivery.id}`} what={delivery.number} tail={delivery.stateName} />
            ))}
          </ul>
        </Section>
      )}
      <Promises promises={order.promises} />
      <History of={order.progress} />
    </>
  );
}

/** The order lacks something: what, and where to say it. */
function Supply({ order }: { order: Order }) {
  const say = useSay();
  const page = `/orders/${order.id}`;
  const [typed, type, typedAll] = useTyped(`supply.${order.id}`, { answer: '', address: '' });
  const sending = useSending([`${f.supplyTitle[0]} ${order.number}`, `${f.supplyTitle[1]} ${order.number}`], page);
  const submit = async () => {
    const address = typed.address.trim();
    const sent = await sending.send(`${page}/supply`, {
      answer: typed.answer.trim(),
      ...(address && { deliveryAddress: address }),
    });
    if (sent) typedAll();
  };
  return (
    <Section title={say(f.supplyTitle)}>
      <Form sending={sending} onSubmit={() => void submit()}>
        {order.missing && <Facts of={[[say(f.asked), order.missing]]} />}
        <Field label={say(f.answer)}>
          {(ids) => <textarea {...ids} value={typed.answer} onChange={({ target }) => type({ answer: target.value })} />}
        </Field>
        {order.deliveryAddress === null && (
          <Field label={say(f.address)} optional>
            {(ids) => (
              <input
                {...ids}
                value={typed.address}
                autoComplete="street-address"
                onChange={({ target }) => type({ address: target.value })}
              />
            )}
          </Field>
        )}
      </Form>
    </Section>
  );
}
