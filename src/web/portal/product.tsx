import { Link, useParams } from 'react-router';
import { useSay } from '../preferences.tsx';
import { useAsked } from './portal.tsx';
import { Asked, Facts } from './shown.tsx';
import { productWords as p } from './words.ts';

/** Where the code on a package leads: what everybody may know of the product. */
export function ProductPage() {
  const say = useSay();
  const { number = '' } = useParams();
  const asked = useAsked('GET /api/portal/products/{id}', { id: number });
  return (
    <Asked asked={asked}>
      {(product) => (
        <>
          <h1>
            {product.name} {product.discontinued && <span className="tag">{say(p.discontinued)}</span>}
          </h1>
          <Facts
            of={[
              [say(p.code), product.code],
              [say(p.specification), product.specification],
              [say(p.category), product.category],
              [say(p.warranty), product.warrantyMonths !== null && say(p.months(product.warrantyMonths))],
            ]}
          />
          <div className="actions">
            <Link
              className="button wide"
              to={`/complaints/new?product=${product.number}&about=${encodeURIComponent(`${product.number} ${product.name}`)}`}
            >
              {say(p.complain)}
            </Link>
          </div>
        </>
      )}
    </Asked>
  );
}
