import { notAllowed } from '#kernel/problem';
import { effectsFor } from '#kernel/run/kind';
import { isOwed, SUPERIORS } from '../owed.ts';
import { measure } from './measure.ts';

export const measureEffects = effectsFor(measure, {
  finish: async (_, deeds) => {
    if (!deeds.every(({ record, actor }) => isOwed(record, actor))) throw notAllowed(SUPERIORS);
  },
});
