import { handedOver } from '../../org/hand-over.ts';
import { visitAction } from './visit-action.ts';

export const visitActionReactions = [handedOver(visitAction, 'owner', ['open'])];
