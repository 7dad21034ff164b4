import { queriesFor } from '#kernel/run/kind';
import { delegation } from './delegation.ts';

export const delegationQueries = queriesFor(delegation, { facts: {} });
