import { handedOver } from '../../org/hand-over.ts';
import { contract } from './contract.ts';

export const contractReactions = [
  handedOver(contract, 'owner', ['draft', 'in_review', 'approved', 'executing', 'fulfilled', 'terminated']),
];
