import { queriesFor } from '#kernel/run/kind';
import { department } from './department.ts';

export const departmentQueries = queriesFor(department, { facts: {} });
