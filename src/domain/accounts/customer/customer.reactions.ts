import { handedOver } from '../../org/hand-over.ts';
import { customer } from './customer.ts';

export const customerReactions = [handedOver(customer, 'owner', ['potential', 'developing', 'active', 'suspended'])];
