import type { MeasureName } from '#domain/governance/kpi/kpi';
import { useSay } from '../../preferences.tsx';
import { type Figure, measureNamed, valueText } from './figure.ts';
import { figureWords as w } from './words.ts';

type Months = readonly { month: string; figure: Figure | null }[];

/** A trend at a glance. The chart with its numbers stands beside it. */
export function Spark({ months }: { months: Months }) {
  const values = months.map(({ figure }) => figure?.value ?? null);
  if (values.filter((value) => value !== null).length < 2) return <span />;
  const { y } = scaleOf(values, 22);
  return (
    <svg className="spark" viewBox={`0 0 ${values.length * 8} 24`} aria-hidden="true" preserveAspectRatio="none">
      <path d={pathOf(values, (i) => i * 8 + 4, y)} />
    </svg>
  );
}

const WIDTH = 720;
const HEIGHT = 200;
const LEFT = 52;
const BELOW = 24;

interface TrendProps {
  id: MeasureName;
  name: string;
  months: Months;
  chosen: string | null;
  onChoose: (month: string) => void;
}

/** Month by month: a line whose every point says its value and opens its records, and the same as a table. */
export function Trend({ id, name, months, chosen, onChoose }: TrendProps) {
  const say = useSay();
  const values = months.map(({ figure }) => figure?.value ?? null);
  if (values.every((value) => value === null)) return null;
  const share = measureNamed(id).figure === 'share';
  const { y, low, high } = scaleOf(values, HEIGHT - BELOW - 10, share ? [0, 1] : undefined);
  const x = (i: number) => LEFT + ((i + 0.5) * (WIDTH - LEFT)) / months.length;
  const every = Math.ceil(months.length / 12);
  return (
    <>
      <div className="scroll">
        <svg className="trend" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="group" aria-label={`${name} · ${say(w.trend)}`}>
          {[low, (low + high) / 2, high].map((value) => (
            <g key={value} aria-hidden="true">
              <line x1={LEFT} x2={WIDTH} y1={y(value)} y2={y(value)} />
              <text x={LEFT - 8} y={y(value) + 4} textAnchor="end">
                {valueText(id, value)}
              </text>
            </g>
          ))}
          <path d={pathOf(values, x, y)} aria-hidden="true" />
          {months.map(({ month, figure }, i) => (
            <g key={month}>
              {i % every === 0 && (
                <text x={x(i)} y={HEIGHT - 6} textAnchor="middle" aria-hidden="true">
                  {month.slice(2)}
                </text>
              )}
              {figure !== null && figure.value !== null && (
                <a
                  href={`?month=${month}`}
                  aria-label={`${month} ${valueText(id, figure.value)}`}
                  aria-current={chosen === month ? 'true' : undefined}
                  onClick={(event) => {
                    event.preventDefault();
                    onChoose(month);
                  }}
                >
                  <title>{`${month} · ${valueText(id, figure.value)} · ${figure.denominator}`}</title>
                  <rect x={x(i) - 14} y={0} width={28} height={HEIGHT - BELOW} className="hit" />
                  <circle cx={x(i)} cy={y(figure.value)} r={chosen === month ? 6 : 4} />
                </a>
              )}
            </g>
          ))}
        </svg>
      </div>
      <details>
        <summary>{say(w.asTable)}</summary>
        <table>
          <thead>
            <tr>
              <th>{say(w.month)}</th>
              <th className="amount">{say(w.value)}</th>
              <th className="amount">{say(w.counted)}</th>
            </tr>
          </thead>
          <tbody>
            {months.toReversed().map(({ month, figure }) => (
              <tr key={month}>
                <td>{month}</td>
                <td className="amount">{valueText(id, figure?.value ?? null)}</td>
                <td className="amount">{figure?.denominator ?? 0}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}

/** From values to pixels: the axis holds all of them with a little room, or the bounds that are given. */
function scaleOf(values: readonly (number | null)[], height: number, bounds?: readonly [number, number]) {
  const known = values.filter((value) => value !== null);
  const [least, most] = bounds ?? [Math.min(...known, 0), Math.max(...known)];
  const high = most > least ? most : least + 1;
  return { low: least, high, y: (value: number) => 6 + height - ((value - least) / (high - least)) * height };
}

/** A line through the values; where there is none it breaks off. */
function pathOf(values: readonly (number | null)[], x: (i: number) => number, y: (value: number) => number): string {
  return values
    .map((value, i) => {
      if (value === null) return '';
      const joined = i > 0 && values[i - 1] !== null;
      return `${joined ? 'L' : 'M'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
    })
    .join('');
}
