import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ProblemNote } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { accountWords as w } from './words.ts';

/** Whether news of promises come by e-mail too. Not shown where no e-mail is sent at all. */
export function Letters() {
  const say = useSay();
  const api = useApi();
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const { data } = useQuery({
    queryKey: ['me', 'letters'],
    queryFn: ({ signal }) => api.call('GET /api/me/letters', { signal }),
  });
  if (!data?.sendsMail) return null;
  const want = (news: boolean) => {
    setError(null);
    api
      .call('POST /api/me/letters', { body: { news } })
      .then((answer) => queries.setQueryData(['me', 'letters'], answer))
      .catch(setError);
  };
  return (
    <section className="panel">
      <h2>{say(w.letters)}</h2>
      <label className="check">
        <input
          type="checkbox"
          checked={data.news}
          disabled={data.email === null}
          onChange={({ target }) => want(target.checked)}
        />
        {say(data.email === null ? w.noAddress : w.lettersTo(data.email))}
      </label>
      <ProblemNote error={error} />
    </section>
  );
}
