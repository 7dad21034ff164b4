import { z } from 'zod';
import { bilingual } from '#kernel/declare/words';
import { visitors } from './route.ts';
import { kindOf, pageOf, rowsSeen, seen } from './seen.ts';

/** What a customer sees of a visit: when, how, and what they themselves said. */
const VisitSeen = z.object({
  ...seen,
  purpose: z.string(),
  purposeName: z.string(),
  dueOn: z.string(),
  visitedAt: z.string().nullable(),
  contactName: z.string().nullable(),
  satisfied: z.boolean().nullable(),
  opinions: z.string().nullable(),
});

export const visitRoutes = [
  visitors('GET /visits', {
    name: 'portalVisits',
    summary: ['回访', 'Visits'],
    answer: pageOf(VisitSeen),
    async work(asked) {
      const { words } = kindOf(asked, 'return-visit');
      const page = await rowsSeen(asked, 'return-visit', { state: 'due,made,acting,closed' });
      const items = page.items.map((visit) => {
        const { purpose } = visit as unknown as { purpose: string };
        return { ...visit, purposeName: bilingual(words.choices['purpose']?.[purpose], purpose)[asked.locale] };
      });
      return { ...page, items };
    },
  }),
];
