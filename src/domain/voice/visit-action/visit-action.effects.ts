import { notAllowed } from '#kernel/problem';
import { effectsFor } from '#kernel/run/kind';
import { isOwed, SUPERIORS } from '../owed.ts';
import { visitAction } from './visit-action.ts';

export const visitActionEffects = effectsFor(visitAction, {
  finish: async (_, deeds) => {
    if (!deeds.every(({ record, actor }) => isOwed(record, actor))) throw notAllowed(SUPERIORS);
  },
});
