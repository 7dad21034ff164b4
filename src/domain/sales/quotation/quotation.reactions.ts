import { handedOver } from '../../org/hand-over.ts';
import { quotation } from './quotation.ts';

export const quotationReactions = [handedOver(quotation, 'owner', ['draft', 'in_review', 'approved', 'released', 'offered'])];
