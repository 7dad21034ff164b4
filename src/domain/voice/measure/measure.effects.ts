import { effectsFor } from '#kernel/run/kind';
import { refuseTooEarly } from '../too-early.ts';
import { measure } from './measure.ts';

export const measureEffects = effectsFor(measure, {
  create: async (_, deeds) => refuseTooEarly(deeds, ['result', 'effect', 'effective']),
});
