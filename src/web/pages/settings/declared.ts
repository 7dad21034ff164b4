import { useQuery } from '@tanstack/react-query';
import type { Routes } from '../../api/routes.ts';
import { useApi } from '../../session.tsx';

export type SettingItem = Routes['GET /api/declared-settings']['answer']['items'][number];

/** Every limit, rate and threshold that the company may set, with its value and what it was before. */
export function useDeclaredSettings() {
  const api = useApi();
  return useQuery({
    queryKey: ['settings', 'declared', api.locale],
    queryFn: ({ signal }) => api.call('GET /api/declared-settings', { signal }),
  });
}
