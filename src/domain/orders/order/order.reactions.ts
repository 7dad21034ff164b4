import { handedOver } from '../../org/hand-over.ts';
import { order } from './order.ts';

export const orderReactions = [handedOver(order, 'owner', ['placed', 'data_wanted', 'audited', 'confirmed', 'in_delivery'])];
