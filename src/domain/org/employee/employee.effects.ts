import { invalid } from '#kernel/problem';
import { refused } from '#kernel/run/deed';
import { effectsFor } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { successorOf } from '../hand-over.ts';
import { stillOwned } from './employee.queries.ts';
import { type Employee, employee } from './employee.ts';

export const employeeEffects = effectsFor(employee, {
  create: calendarMayDiffer,
  edit: calendarMayDiffer,
  hand_over: refuseWhoeverIsNotHere,
  leave: async (tx, deeds) => {
    await refuseWhoeverStillOwns(tx, deeds);
    // Whoever leaves is signed out everywhere at once.
    await tx.query(`select pg_notify('access_changed', '')`);
  },
});

/** Where sites have calendars of their own, a person's clock moves with their department. */
async function calendarMayDiffer(tx: Tx, deeds: Deed<Employee>[]): Promise<void> {
  if (deeds.every(({ record, before }) => record.department === (before?.department ?? null))) return;
  await tx.query('update config_epoch set epoch = epoch + 1 where exists (select from department where calendar is not null)');
}

async function refuseWhoeverIsNotHere(tx: Tx, deeds: Deed<Employee>[]): Promise<void> {
  const successors = [...new Set(deeds.map(successorOf))];
  const here = await tx.query(`select from employee where id = any($1::uuid[]) and state = 'active'`, [successors]);
  if (here.length === successors.length && deeds.every((deed) => successorOf(deed) !== deed.record.id)) return;
  const detail = { zh: '请选择另一位在职员工。', en: 'Choose somebody else who works here.' };
  throw invalid([{ pointer: '/successor', detail }]);
}

/** Not a guard: counting what people own would make all deeds on records of one owner wait for each other (docs/decisions/0007). */
async function refuseWhoeverStillOwns(tx: Tx, deeds: Deed<Employee>[]): Promise<void> {
  const owned = await tx.query<{ what: keyof typeof OWNED; n: number }>(stillOwned, [deeds.map(({ record }) => record.id)]);
  if (owned.length === 0) return;
  const list = (locale: 0 | 1) => owned.map(({ what, n }) => `${OWNED[what][locale]} ${n}`).join(locale === 0 ? '、' : ', ');
  const sentence = {
    zh: `名下已没有待办：现有${list(0)}，请先移交工作。`,
    en: `Nothing is left in their name; there are still: ${list(1)}. Please hand over first.`,
  };
  throw refused([{ rule: 'handedOver', control: 'employee.leave', sentence, clauses: [] }]);
}

const OWNED = {
  customers: ['客户', 'customers'],
  quotations: ['报价单', 'quotations'],
  contracts: ['销售合同', 'contracts'],
  orders: ['订单', 'orders'],
  measures: ['处理措施', 'measures'],
  actions: ['回访处理事项', 'visit actions'],
  teams: ['投诉处理小组', 'complaint teams'],
  regulations: ['分管制度', 'regulations'],
  departments: ['负责部门', 'departments'],
} as const;
