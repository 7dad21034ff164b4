import { expect } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { department } from '#domain/org/department/department';
import { type Complaint, complaint } from '#domain/voice/complaint/complaint';
import { measure } from '#domain/voice/measure/measure';
import { returnVisit } from '#domain/voice/return-visit/return-visit';
import type { Teller } from './story.ts';

/** What is said when a complaint is taken in. */
export const INTAKE = {
  contactWay: '138 0000 0000',
  channel: 'hotline',
  statement: '新装的阀门一直漏水',
  severity: 'degraded',
  promiseGiven: '两个工作日内答复',
} as const;
const CALL = {
  method: 'phone',
  contactName: '王工',
  function: null,
  performance: null,
  quality: 3,
  service: 3,
  opinions: null,
  newNeeds: null,
} as const;
export const REPORT = {
  reportBasics: '阀门漏水，客户电话投诉',
  reportProcess: '现场核实，更换密封圈',
  reportResult: '不再漏水，客户满意',
  reportCause: '密封圈装反',
  reportImprovement: '装配作业指导书增加照片',
};

/** A customer, and the people who deal with the complaint. */
export async function people({ as, given }: Teller) {
  const { id: to } = await given(customer, { name: '苏州恒力机械' });
  const { id: place } = await given(department, { name: '装配车间' });
  const [desk, boss, fitter, inspector] = [
    as('service_desk'),
    as('general_manager'),
    as('production', { name: '小李', department: place }),
    as('quality', { name: '老周' }),
  ];
  return { to, place, desk, boss, fitter, inspector, team: [await fitter.id(), await inspector.id()] };
}
export type People = Awaited<ReturnType<typeof people>>;

/** Something that the fitter is to do about it. */
export const newMeasure = async ({ place, desk, fitter }: People, about: Complaint, what: string) =>
  desk.create(measure, { complaint: about.id, what, department: place, owner: await fitter.id(), due: '2026-11-20' });

/** From intake to a plan with one measure. */
export async function planned(p: People): Promise<Complaint> {
  const taken = await p.desk.create(complaint, { customer: p.to, ...INTAKE });
  await p.desk.take(complaint, 'form_team', taken, { team: p.team });
  await p.inspector.take(complaint, 'verify', taken, { truth: 'true', methods: '与客户沟通、现场勘查', rootCause: '密封圈装反' });
  await newMeasure(p, taken, '更换密封圈');
  return p.desk.take(complaint, 'plan', taken);
}

/** Handles all that is open and asks for the next verdict. */
export async function handled(p: People, about: Complaint, { list }: Teller): Promise<Complaint> {
  await p.desk.take(complaint, 'start_handling', about);
  const { items } = await list(measure, { filter: { complaint: about.id, state: 'planned' } });
  for (const open of items) await p.fitter.take(measure, 'finish', open, { result: '已完成' });
  return p.desk.take(complaint, 'finish_handling', about);
}

/** The desk asks the customer whether they are satisfied. */
export async function visited(p: People, about: Complaint, { list }: Teller, satisfied: boolean) {
  const { items } = await list(returnVisit, { filter: { complaint: about.id, state: 'due' } });
  expect(items).toHaveLength(1);
  const reason = satisfied ? {} : { reason: '还是漏水' };
  return p.desk.take(returnVisit, 'record', items[0]!, { ...CALL, satisfied, ...reason });
}
