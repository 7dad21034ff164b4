import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Routes } from '../api/routes.ts';
import { Icon } from '../kit/icon.tsx';
import { useSay } from '../preferences.tsx';
import { Field } from './fields.tsx';
import { usePortal } from './portal.tsx';
import { useSending, useTyped } from './send.ts';
import { Form } from './sent.tsx';
import { Back, ProblemNote } from './shown.tsx';
import { formWords as f, portalWords as w } from './words.ts';

type Product = Routes['GET /api/portal/products']['answer']['items'][number];
type Chosen = Pick<Product, 'id' | 'name' | 'specification' | 'unit'> & { quantity: string };

const AMOUNT = /^\d{1,12}(\.\d{1,6})?$/;

/** Products of the catalogue, how many, and where to. What it costs and when it comes is the company's answer. */
export function PlaceOrderPage() {
  const say = useSay();
  const navigate = useNavigate();
  const initial: { items: Chosen[]; address: string; wantedOn: string; wish: string } = {
    items: [],
    address: '',
    wantedOn: '',
    wish: '',
  };
  const [typed, type, typedAll] = useTyped('order', initial);
  const [tried, setTried] = useState(false);
  const sending = useSending(f.orderTitle, '/orders/new');
  const { items, address, wantedOn, wish } = typed;
  const isIncomplete = items.length === 0 || items.some(({ quantity }) => !AMOUNT.test(quantity) || Number(quantity) <= 0);
  const submit = async () => {
    setTried(true);
    if (isIncomplete || address.trim() === '') return;
    const made = await sending.send<{ id: string }>('/orders', {
      items: items.map(({ id, quantity }) => ({ product: id, quantity })),
      deliveryAddress: address.trim(),
      ...(wantedOn !== '' && { requestedDate: wantedOn }),
      ...(wish.trim() !== '' && { logisticsWish: wish.trim() }),
    });
    if (!made) return;
    typedAll();
    void navigate(`/orders/${made.id}`, { replace: true });
  };
  return (
    <>
      <Back to="/">{say(w.home)}</Back>
      <h1>{say(f.orderTitle)}</h1>
      <Finder
        taken={items.map(({ id }) => id)}
        onAdd={({ id, name, specification, unit }) =>
          type({ items: [...items, { id, name, specification, unit, quantity: '1' }] })
        }
      />
      <Form sending={sending} onSubmit={() => void submit()} button={say(f.place)}>
        {items.length > 0 && (
          <fieldset>
            <legend>{say(f.chosen)}</legend>
            <ul className="cards">
              {items.map((item) => (
                <ChosenCard
                  key={item.id}
                  item={item}
                  onQuantity={(quantity) =>
                    type({ items: items.map((one) => (one.id === item.id ? { ...one, quantity } : one)) })
                  }
                  onRemove={() => type({ items: items.filter(({ id }) => id !== item.id) })}
                />
              ))}
            </ul>
          </fieldset>
        )}
        {tried && isIncomplete && (
          <span className="fault" role="alert">
            {say(f.chooseOne)}
          </span>
        )}
        <Field label={say(f.address)} fault={tried && address.trim() === '' ? say(w.missing) : null}>
          {(ids) => (
            <input
              {...ids}
              value={address}
              autoComplete="street-address"
              onChange={({ target }) => type({ address: target.value })}
            />
          )}
        </Field>
        <Field label={say(f.wantedOn)} optional>
          {(ids) => <input {...ids} type="date" value={wantedOn} onChange={({ target }) => type({ wantedOn: target.value })} />}
        </Field>
        <Field label={say(f.wish)} optional>
          {(ids) => <input {...ids} value={wish} onChange={({ target }) => type({ wish: target.value })} />}
        </Field>
      </Form>
    </>
  );
}

/** Looks for products by name, model or specification. */
function Finder({ taken, onAdd }: { taken: readonly string[]; onAdd: (product: Product) => void }) {
  const say = useSay();
  const { api } = usePortal();
  const [wanted, setWanted] = useState('');
  const { data, error } = useQuery({
    queryKey: ['products', wanted.trim(), api.locale],
    queryFn: ({ signal }) => api.call('GET /api/portal/products', { signal, query: { q: wanted.trim() } }),
    enabled: wanted.trim() !== '',
    placeholderData: (before) => before, // what was found stays while the next letter is looked for
  });
  const found = wanted.trim() === '' ? [] : (data?.items ?? []).filter(({ id }) => !taken.includes(id));
  return (
    <section className="stack" aria-label={say(f.find)}>
      <Field label={say(f.find)}>
        {(ids) => <input {...ids} type="search" value={wanted} onChange={({ target }) => setWanted(target.value)} />}
      </Field>
      <ProblemNote error={error} />
      {data && wanted.trim() !== '' && found.length === 0 && <p className="quiet">{say(f.noneFound)}</p>}
      <ul className="cards">
        {found.map((product) => (
          <li key={product.id} className="card">
            <span className="what">{product.name}</span>
            <button type="button" className="tail" aria-label={say(f.add(product.name))} onClick={() => onAdd(product)}>
              <Icon name="plus" />
            </button>
            <small>{[product.specification, product.number].filter(Boolean).join(' · ')}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface ChosenProps {
  item: Chosen;
  onQuantity: (quantity: string) => void;
  onRemove: () => void;
}

function ChosenCard({ item, onQuantity, onRemove }: ChosenProps) {
  const say = useSay();
  return (
    <li className="card">
      <span className="what">{item.name}</span>
      <span className="tail row">
        <input
          className="few"
          inputMode="decimal"
          aria-label={say(f.quantityOf(item.name))}
          aria-invalid={!AMOUNT.test(item.quantity)}
          value={item.quantity}
          onChange={({ target }) => onQuantity(target.value)}
        />
        <span>{item.unit}</span>
        <button type="button" className="plain square" aria-label={say(f.remove(item.name))} onClick={onRemove}>
          <Icon name="trash" />
        </button>
      </span>
      {item.specification && <small>{item.specification}</small>}
    </li>
  );
}
