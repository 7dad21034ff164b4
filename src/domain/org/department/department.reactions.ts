import { handedOver } from '../hand-over.ts';
import { department } from './department.ts';

export const departmentReactions = [handedOver(department, 'manager', ['active'])];
