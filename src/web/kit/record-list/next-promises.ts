import { useQuery } from '@tanstack/react-query';
import type { AnyRecord } from '#kernel/declare/record';
import type { Commitment } from '../../api/routes.ts';
import { useApi } from '../../session.tsx';

const MOST = 200;

/**
 * The promise that is due first on each record, by the record's id; null where no promise can stand. Of many that stand, those
 * due first are known: a row without one owes nothing that is more urgent.
 */
export function useNextPromises(record: AnyRecord, shown: boolean): ReadonlyMap<string, Commitment> | null {
  const api = useApi();
  const stands = shown && Object.keys(record.deadlines).length > 0;
  const { data } = useQuery({
    queryKey: ['commitments', 'of', record.name, api.locale],
    enabled: stands,
    refetchInterval: 60_000,
    queryFn: async ({ signal }) => {
      const { items } = await api.call('GET /api/commitments', {
        signal,
        query: { record: record.name, standing: true, limit: MOST },
      });
      return new Map(items.toReversed().map((owed) => [owed.recordId, owed])); // the earliest due is written last and stays
    },
  });
  return stands ? (data ?? NONE) : null;
}

const NONE: ReadonlyMap<string, Commitment> = new Map();
