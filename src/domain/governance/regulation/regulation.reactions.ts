import { handedOver } from '../../org/hand-over.ts';
import { regulation } from './regulation.ts';

export const regulationReactions = [handedOver(regulation, 'sponsor', ['draft', 'in_force', 'review_due'])];
