import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { listPage } from './api/records.ts';
import { dayText, durationText, instantIn, instantText, partsIn, shortDay, shortInstant, spanText } from './language/format.ts';
import { useLocale } from './preferences.tsx';
import { recordNamed } from './registry.ts';
import { useApi } from './session.tsx';

const UNTIL_TOLD = 'Asia/Shanghai'; // the zone of a company that has not set one

/** The time zone in which the company's days begin and end. */
export function useZone(): string {
  const api = useApi();
  const calendar = recordNamed('working-calendar');
  const { data } = useQuery({
    queryKey: ['zone'],
    enabled: calendar !== undefined,
    staleTime: 600_000,
    queryFn: async () => {
      const query = new URLSearchParams({ 'filter[standard]': 'true', 'filter[state]': 'in_use', limit: '1' });
      const [standard] = (await listPage(api, calendar!.record, query)).items;
      return typeof standard?.['timeZone'] === 'string' ? standard['timeZone'] : UNTIL_TOLD;
    },
  });
  return data ?? UNTIL_TOLD;
}

/** Dates and times as this reader reads them, in the company's zone. */
export function useFormat() {
  const locale = useLocale();
  const zone = useZone();
  return useMemo(
    () => ({
      locale,
      zone,
      day: (day: string) => dayText(day, locale),
      instant: (iso: string) => instantText(iso, locale, zone),
      shortInstant: (iso: string) => shortInstant(iso, locale, zone, Date.now()),
      shortDay: (day: string) => shortDay(day, locale, partsIn(Date.now(), zone).day),
      duration: (ms: number, days = true) => durationText(ms, locale, days),
      span: (span: Parameters<typeof spanText>[0]) => spanText(span, locale),
      today: () => partsIn(Date.now(), zone).day,
      /** `2026-11-21T14:30` as a form shows an instant, and back. */
      local: (iso: string) => Object.values(partsIn(Date.parse(iso), zone)).join('T'),
      fromLocal: (local: string) => instantIn(local, zone),
    }),
    [locale, zone],
  );
}

export type Format = ReturnType<typeof useFormat>;
