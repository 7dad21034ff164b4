import { grouped } from '../../language/format.ts';
import { useSay } from '../../preferences.tsx';
import { type Figure, intervalText, measureNamed, valueText } from './figure.ts';
import { figureWords as w } from './words.ts';

type Periods = readonly { period: string; figure: Figure | null }[];

/** A trend at a glance. The chart with its numbers stands beside it. */
export function Spark({ periods }: { periods: Periods }) {
  const values = periods.map(({ figure }) => figure?.value ?? null);
  if (values.filter((value) => value !== null).length < 2) return <span />;
  const { y } = scaleOf(values, 22);
  return (
    <svg className="spark" viewBox={`0 0 ${values.length * 8} 24`} aria-hidden="true" preserveAspectRatio="none">
      <path d={pathOf(values, (i) => i * 8 + 4, y)} />
    </svg>
  );
}

const WIDTH = 760;
const HEIGHT = 210;
const LEFT = 56;
const BELOW = 24;

interface TrendProps {
  /** The id of the drawing. */
  chart: string;
  figure: Figure;
  periods: Periods;
  chosen: string | null;
  onChoose: (period: string) => void;
}

/**
 * Period by period: a line whose every point says its value and opens its records, with the interval that chance leaves as a whisker; and
 * the same as a table. A point that is looked at is a square, so that it is told by its shape.
 */
export function Trend({ chart, figure: { id, name }, periods, chosen, onChoose }: TrendProps) {
  const say = useSay();
  const values = periods.map(({ figure }) => figure?.value ?? null);
  if (values.every((value) => value === null)) return null;
  const share = measureNamed(id).figure === 'share';
  const ends = periods.flatMap(({ figure }) => figure?.ci95 ?? []);
  const { y, low, high } = scaleOf([...values, ...ends], HEIGHT - BELOW - 12, share ? [0, 1] : undefined);
  const x = (i: number) => LEFT + ((i + 0.5) * (WIDTH - LEFT)) / periods.length;
  const every = Math.ceil(periods.length / 12);
  return (
    <>
      <div className="scroll">
        <svg
          id={chart}
          className="trend"
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          role="group"
          aria-label={`${name} · ${say(w.trend)}`}
        >
          {[low, (low + high) / 2, high].map((value) => (
            <g key={value} aria-hidden="true" className="grid">
              <line x1={LEFT} x2={WIDTH} y1={y(value)} y2={y(value)} />
              <text x={LEFT - 8} y={y(value) + 4} textAnchor="end">
                {valueText(id, value)}
              </text>
            </g>
          ))}
          {periods.map(({ period, figure }, i) =>
            figure?.ci95 ? (
              <path
                key={period}
                className="whisker"
                aria-hidden="true"
                d={whisker(x(i), y(figure.ci95[0]!), y(figure.ci95[1]!))}
              />
            ) : null,
          )}
          <path className="line" d={pathOf(values, x, y)} aria-hidden="true" />
          {periods.map(({ period, figure }, i) => (
            <g key={period}>
              {i % every === 0 && (
                <text x={x(i)} y={HEIGHT - 6} textAnchor="middle" aria-hidden="true">
                  {period.slice(2)}
                </text>
              )}
              {figure !== null && figure.value !== null && (
                <Point
                  at={[x(i), y(figure.value)]}
                  said={[period, valueText(id, figure.value), intervalText(figure), String(figure.denominator)].filter(Boolean)}
                  chosen={chosen === period}
                  onChoose={() => onChoose(period)}
                />
              )}
            </g>
          ))}
        </svg>
      </div>
      <Table id={id} periods={periods} chosen={chosen} />
    </>
  );
}

function Point({
  at: [x, y],
  said,
  chosen,
  onChoose,
}: {
  at: [number, number];
  said: readonly string[];
  chosen: boolean;
  onChoose: () => void;
}) {
  return (
    <a
      href={`?period=${said[0]}`}
      aria-label={said.join(' ')}
      aria-current={chosen ? 'true' : undefined}
      onClick={(event) => {
        event.preventDefault();
        onChoose();
      }}
    >
      <title>{said.join(' · ')}</title>
      <rect x={x - 14} y={0} width={28} height={HEIGHT - BELOW} className="hit" />
      {chosen ? (
        <rect x={x - 6} y={y - 6} width={12} height={12} className="point" />
      ) : (
        <circle cx={x} cy={y} r={4} className="point" />
      )}
    </a>
  );
}

const whisker = (x: number, low: number, high: number): string =>
  `M${x} ${low.toFixed(1)}V${high.toFixed(1)}M${x - 4} ${low.toFixed(1)}h8M${x - 4} ${high.toFixed(1)}h8`;

/** The numbers of the chart below it, a column a period. */
function Table({ id, periods, chosen }: { id: Figure['id']; periods: Periods; chosen: string | null }) {
  const say = useSay();
  const counted = periods.filter(({ figure }) => figure !== null && figure.denominator > 0);
  const hasInterval = counted.some(({ figure }) => figure?.ci95);
  const rows: [name: string, cell: (figure: Figure) => string][] = [
    [say(w.value), (figure) => valueText(id, figure.value)],
    ...(hasInterval
      ? [[say(w.interval), (f: Figure) => intervalText(f).replace('95%: ', '')] as [string, (f: Figure) => string]]
      : []),
    [say(w.counted), (figure) => grouped(String(figure.denominator))],
  ];
  return (
    <div className="scroll">
      <table className="trend-table">
        <thead>
          <tr>
            <th>{say(w.period)}</th>
            {counted.map(({ period }) => (
              <th key={period} className="amount" aria-current={chosen === period ? 'true' : undefined}>
                {period}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, cell]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {counted.map(({ period, figure }) => (
                <td key={period} className="amount">
                  {figure && cell(figure)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** From values to pixels: the axis holds all of them, or the bounds that are given. */
function scaleOf(values: readonly (number | null)[], height: number, bounds?: readonly [number, number]) {
  const known = values.filter((value) => value !== null);
  const [least, most] = bounds ?? [Math.min(...known, 0), Math.max(...known)];
  const high = most > least ? most : least + 1;
  return { low: least, high, y: (value: number) => 8 + height - ((value - least) / (high - least)) * height };
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
