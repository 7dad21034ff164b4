import { expect } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { department } from '#domain/org/department/department';
import { story } from '#testing/story';
import { complaint } from '../complaint/complaint.ts';
import { measure } from './measure.ts';

story(
  'a measure is owed by a person by a date; what turns out otherwise is dropped with a reason',
  async ({ as, given, refused, at, list }) => {
    const { id: to } = await given(customer, { name: '苏州恒力机械' });
    const { id: place } = await given(department, { name: '装配车间' });
    const [desk, fitter, bystander] = [
      as('service_desk'),
      as('production', { name: '小李', department: place }),
      as('production', { name: '旁人' }),
    ];
    const about = await given(complaint, {
      customer: to,
      contactWay: '138',
      channel: 'hotline',
      statement: '漏水',
      severity: 'degraded',
    });
    const plan = { complaint: about.id, what: '更换密封圈', department: place, owner: await fitter.id(), due: '2026-11-18' };
    for (const field of ['what', 'department', 'owner', 'due'] as const)
      await refused(desk.create(measure, { ...plan, [field]: undefined }), `/${field}`);
    await refused(desk.create(measure, { ...plan, result: '早就换好了' }), '/result');
    await refused(bystander.create(measure, plan), '/complaint');
    const late = await desk.create(measure, plan);
    const needless = await desk.create(measure, { ...plan, what: '更换整机' });
    expect((await fitter.list(measure)).items.map((m) => m.what).sort()).toEqual(['更换密封圈', '更换整机']);
    expect((await bystander.list(measure)).items).toEqual([]);

    const promise = async (of: { id: string }) => (await desk.commitments(measure, of))[0];
    expect(await promise(late)).toMatchObject({
      control: 'measure.deadlines.done',
      dueAt: '2026-11-18T15:59:59.999Z',
      outcome: 'open',
      debtor: { employee: plan.owner },
    });
    await refused(fitter.take(measure, 'drop', needless, { reason: '不想做' }), 'not-allowed');
    await desk.take(measure, 'drop', needless, { reason: '密封圈更换后已不漏水' });
    expect(await promise(needless)).toMatchObject({ outcome: 'released' });
    expect((await list(measure, { filter: { complaint: about.id, state: 'planned' } })).items.map((m) => m.id)).toEqual([
      late.id,
    ]);

    await at('2026-11-19T09:00+08:00');
    expect(await promise(late)).toMatchObject({ outcome: 'breached' });
    await fitter.take(measure, 'finish', late, { result: '已更换，晚了一天' });
    await refused(fitter.take(measure, 'check', late, { effect: '好了', effective: true }), 'not-allowed');
    expect(await as('quality').take(measure, 'check', late, { effect: '一周无复发', effective: true })).toMatchObject({
      state: 'checked',
      effective: true,
    });
  },
);

story('VOC-029: a measure is carried out by its owner, its department or a superior', async ({ as, given, refused }) => {
  const { id: to } = await given(customer, { name: '常州恒力机械' });
  const [{ id: place }, { id: elsewhere }] = [
    await given(department, { name: '机加工' }),
    await given(department, { name: '他处' }),
  ];
  const [fitter, colleague, reader, desk, boss] = [
    as('production', { name: '小赵', department: elsewhere }),
    as('production', { name: '同车间', department: place }),
    as('market'),
    as('service_desk'),
    as('service_manager'),
  ];
  const about = await given(complaint, {
    customer: to,
    contactWay: '138',
    channel: 'hotline',
    statement: '漏水',
    severity: 'degraded',
  });
  const plan = { complaint: about.id, what: '更换密封圈', department: place, owner: await fitter.id(), due: '2026-11-18' };
  for (const somebody of [fitter, colleague, boss]) {
    const one = await desk.create(measure, plan);
    for (const other of [reader, desk]) await refused(other.take(measure, 'finish', one, { result: '应该好了' }), 'not-allowed');
    await somebody.take(measure, 'finish', one, { result: '已更换' });
  }
});
