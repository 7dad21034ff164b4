import { expect } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { department } from '#domain/org/department/department';
import { handled, INTAKE, newMeasure, people, planned, visited } from '#testing/complaints';
import { story } from '#testing/story';
import { measure } from '../measure/measure.ts';
import { complaint } from './complaint.ts';

story(
  'VOC-030 VOC-032: a major matter of which the cause is not known yet is investigated before the general manager decides',
  async (teller) => {
    const { as, refused } = teller;
    const p = await people(teller);
    const about = await p.desk.create(complaint, { customer: p.to, ...INTAKE });
    await p.desk.take(complaint, 'form_team', about, { team: p.team });
    await p.fitter.take(complaint, 'escalate', about, { escalatedBecause: '客户停产索赔', major: true });
    await refused(p.boss.take(complaint, 'decide', about, { direction: '先赔' }), 'rootCauseKnown');
    const direction = { direction: '请第三方检测，一周内报原因' };
    await refused(as('service_manager').take(complaint, 'have_investigated', about, direction), 'not-allowed');
    expect(await p.boss.take(complaint, 'have_investigated', about, direction)).toMatchObject({
      state: 'investigating',
      major: true,
    });
    const promise = async (name: string) =>
      (await p.desk.commitments(complaint, about)).filter((c) => c.control.endsWith(name)).map((c) => c.outcome);
    expect(await promise('majorDecision')).toEqual(['kept']);
    await p.inspector.take(complaint, 'verify', about, { truth: 'true', methods: '第三方检测', rootCause: '材料成分不合格' });
    await newMeasure(p, about, '换整机');
    await refused(p.desk.take(complaint, 'plan', about), 'notMajorMatter');
    await p.desk.take(complaint, 'escalate', about, { escalatedBecause: '原因已查明：材料成分不合格' });
    expect(await p.boss.take(complaint, 'decide', about, { direction: '换整机' })).toMatchObject({
      state: 'planned',
      major: false,
    });
    expect(await promise('majorDecision')).toEqual(['kept', 'kept']);
    await handled(p, about, teller);
    await visited(p, about, teller, true);
    const ordinary = await p.desk.create(complaint, { customer: p.to, ...INTAKE });
    await p.desk.take(complaint, 'form_team', ordinary, { team: p.team });
    await p.desk.take(complaint, 'escalate', ordinary, { escalatedBecause: '需要供应商' });
    await refused(p.boss.take(complaint, 'have_investigated', ordinary, direction), 'majorMatter');
  },
);

story('VOC-029: progress is told, and the case reported up, by the team and by whoever has a measure for it', async (teller) => {
  const { as, given, refused } = teller;
  const p = await people(teller);
  const about = await planned(p);
  await p.desk.take(complaint, 'start_handling', about);
  const told = { told: '配件明天到' };
  const { id: stores } = await given(department, { name: '备件库' });
  const keeper = as('warehouse', { name: '备件管理员', department: stores });
  const reader = as('market');
  for (const outsider of [reader, as('sales_manager')]) {
    await refused(outsider.take(complaint, 'tell_progress', about, told), 'not-allowed');
    await refused(outsider.take(complaint, 'escalate', about, { escalatedBecause: '我觉得严重' }), 'not-allowed');
  }
  await p.desk.create(measure, {
    complaint: about.id,
    what: '加急调配密封圈',
    department: stores,
    owner: await p.fitter.id(),
    due: '2026-11-20',
  });
  await keeper.take(complaint, 'tell_progress', about, told);
  await p.fitter.take(complaint, 'tell_progress', about, told);
  await keeper.take(complaint, 'escalate', about, { escalatedBecause: '库存不足，须外购' });
});

story(
  'VOC-024: whoever a customer tells may record it: customers are named by number and name, and no file is opened',
  async (teller) => {
    const { as, asCustomer, given, refused } = teller;
    const { id: mine } = await given(department, { name: '华南大区' });
    const one = await given(customer, { name: '无锡精密铸造', phone: '0510-8888', taxId: '91320200' });
    const path = `/api/customers/names?q=${encodeURIComponent('无锡精密')}`;
    for (const somebody of [as('production'), as('procurement'), as('hr'), as('sales', { name: '别区小张', department: mine })]) {
      const { body } = await somebody.send('GET', path);
      expect(body).toEqual({ items: [{ id: one.id, number: one.number, title: '无锡精密铸造' }] });
      const about = await somebody.create(complaint, { customer: one.id, ...INTAKE });
      expect((await somebody.get(complaint, about)).record.customer).toBe(one.id);
      await refused(somebody.get(customer, one), 'not-found');
      expect((await somebody.list(customer)).items).toEqual([]);
    }
    const hr = as('hr');
    expect((await hr.send('GET', `/api/customers/names?id=${one.id}`)).body).toEqual({
      items: [{ id: one.id, number: one.number, title: '无锡精密铸造' }],
    });
    expect((await hr.send('GET', '/api/customers/names?q=x')).status).toBe(422);
    expect((await asCustomer(one.id).send('GET', path)).status).toBe(403);
  },
);
