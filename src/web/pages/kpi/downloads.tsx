import { useState } from 'react';
import { queryText } from '../../api/client.ts';
import { download } from '../../api/download.ts';
import { Menu } from '../../kit/menu.tsx';
import { ProblemNote } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { pngOf, svgOf } from './chart-image.ts';
import { figureWords as w } from './words.ts';

/** Takes figures away as data, and where there is a chart (the id of its SVG), as a picture. */
export function Downloads({ chart, name, query }: { chart?: string; name: string; query: Record<string, string> }) {
  const say = useSay();
  const api = useApi();
  const [error, setError] = useState<unknown>(null);
  const take = async (format: string): Promise<void> => {
    setError(null);
    const drawn = chart === undefined ? null : document.getElementById(chart);
    if ((format === 'svg' || format === 'png') && drawn instanceof SVGSVGElement)
      return download.blob(format === 'svg' ? svgOf(drawn) : await pngOf(drawn), `${name}.${format}`);
    return download.from(`/api/kpi${queryText({ ...query, format })}`, `${name}.${format}`, api.locale);
  };
  return (
    <span className="no-print">
      <Menu
        align="right"
        label={say(w.download)}
        items={[...(chart === undefined ? [] : ['svg', 'png']), 'csv', 'xlsx'].map((format) => ({
          key: format,
          label: say(w.downloads[format]!),
          run: () => void take(format).catch(setError),
        }))}
      />
      <ProblemNote error={error} />
    </span>
  );
}
