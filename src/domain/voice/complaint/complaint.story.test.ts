import { expect } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { department } from '#domain/org/department/department';
import { handled, INTAKE, newMeasure, people, planned, REPORT, visited } from '#testing/complaints';
import { story } from '#testing/story';
import { measure } from '../measure/measure.ts';
import { returnVisit } from '../return-visit/return-visit.ts';
import { complaint } from './complaint.ts';

story(
  'VOC-025 VOC-026 VOC-027 VOC-028 VOC-029 VOC-031 VOC-032 VOC-033 VOC-034 VOC-035: a complaint is handled again until the customer is satisfied, and then reported',
  async (teller) => {
    const { refused, get, list, later } = teller;
    const p = await people(teller);
    const { desk } = p;
    const about = await planned(p);
    expect((await desk.commitments(complaint, about)).map((c) => [c.control.split('.')[2], c.outcome])).toEqual(
      expect.arrayContaining([
        ['firstReply', 'kept'],
        ['verification', 'kept'],
        ['answer', 'open'],
      ]),
    );
    await desk.take(complaint, 'start_handling', about);
    await desk.take(complaint, 'tell_progress', about, { told: '配件明天到' });
    await refused(desk.take(complaint, 'finish_handling', about), 'everyMeasureDone');
    const [first] = (await list(measure, { filter: { complaint: about.id } })).items;
    await p.fitter.take(measure, 'finish', first!, { result: '已更换' });
    expect(await desk.take(complaint, 'finish_handling', about)).toMatchObject({
      state: 'revisiting',
      handledAt: '2026-11-16T01:00:00.000Z',
    });
    await refused(desk.take(complaint, 'close', about), 'customerSatisfied');

    // Three working days after Monday.
    const [due] = (await list(returnVisit, { filter: { complaint: about.id } })).items;
    expect(due).toMatchObject({ purpose: 'complaint', dueOn: '2026-11-19', customer: p.to, state: 'due' });
    const no = await visited(p, about, teller, false);
    expect((await get(complaint, about)).record.state).toBe('revisiting');
    await refused(desk.take(complaint, 'close', about), 'customerSatisfied');
    await desk.take(returnVisit, 'close', no);

    expect(await desk.take(complaint, 'handle_again', about, { reason: '密封圈型号不对' })).toMatchObject({
      state: 'planned',
      rounds: 1,
    });
    await refused(desk.take(complaint, 'start_handling', about), 'roundHasMeasure');
    await newMeasure(p, about, '更换正确型号');
    await handled(p, about, teller);
    await later({ amount: 1, unit: 'working_days' });
    const { visitedAt } = await visited(p, about, teller, true);
    expect(visitedAt).toBe(new Date(teller.now()).toISOString());

    const reporting = await desk.get(complaint, about);
    expect(reporting.record.state).toBe('reporting');
    expect(reporting.can.close.because.map((b) => b.rule)).toEqual(['reportComplete', 'preventionNoted']);
    await desk.take(complaint, 'write_report', about, REPORT);
    await refused(desk.take(complaint, 'close', about), 'preventionNoted');
    await desk.take(complaint, 'note_prevention', about, { prevention: '密封圈按型号分盒存放' });
    expect(await desk.take(complaint, 'close', about)).toMatchObject({ state: 'closed', rounds: 1 });
    expect((await desk.commitments(complaint, about)).filter((c) => c.outcome !== 'kept')).toEqual([]);
  },
);

story('an untrue complaint is closed as unfounded: the customer is told why, and visited all the same', async (teller) => {
  const { refused, list, get } = teller;
  const p = await people(teller);
  const about = await p.desk.create(complaint, { customer: p.to, ...INTAKE });
  await p.desk.take(complaint, 'form_team', about, { team: p.team });
  await p.fitter.take(complaint, 'verify', about, { truth: 'untrue', methods: '现场勘查：漏水来自客户自装水管' });
  const { can } = await p.desk.get(complaint, about);
  expect(can.plan.because.map((b) => b.rule)).toEqual(['foundTrue', 'rootCauseKnown', 'everyMeasureOwned']);
  await refused(p.desk.take(complaint, 'close_unfounded', about), '/closingReason');
  expect(
    await p.desk.take(complaint, 'close_unfounded', about, { closingReason: '漏水点在贵方自装水管，非本公司产品' }),
  ).toMatchObject({ state: 'unfounded' });
  const no = await visited(p, about, teller, false);
  await p.desk.take(returnVisit, 'close', no);
  expect((await list(returnVisit, { filter: { complaint: about.id } })).items).toHaveLength(1);
  expect(await p.desk.take(complaint, 'reopen', about, { reason: '客户提供了新照片' })).toMatchObject({ state: 'investigating' });
  await refused(p.desk.take(complaint, 'close_unfounded', about, { closingReason: '仍不成立' }), 'state');
  expect((await get(complaint, about)).record.truth).toBe('untrue');
});

story('after three rounds it is the general manager’s; closing it unsatisfied needs their reason', async (teller) => {
  const { as, refused, get, list } = teller;
  const p = await people(teller);
  const about = await planned(p);
  for (const round of [1, 2]) {
    await handled(p, about, teller);
    await visited(p, about, teller, false);
    expect(await p.desk.take(complaint, 'handle_again', about, { reason: '仍漏水' })).toMatchObject({
      state: 'planned',
      rounds: round,
    });
    await newMeasure(p, about, `第 ${round + 1} 次更换`);
  }
  const revisiting = await handled(p, about, teller);
  await refused(p.desk.take(complaint, 'close_unsatisfied', about, { reason: '没有办法了' }), 'not-allowed');
  await visited(p, about, teller, false);
  const escalated = await p.desk.take(complaint, 'handle_again', about, { reason: '客户要求换整机' });
  expect(escalated).toMatchObject({ state: 'escalated', rounds: 3, major: true, complex: true, version: revisiting.version + 2 });
  expect((await get(complaint, about)).record.escalatedBecause).toContain('客户要求换整机');
  const standing = await p.boss.commitments(complaint, about);
  expect(standing.filter((c) => c.outcome === 'open').map((c) => [c.control.split('.')[2], c.debtor.role])).toEqual(
    expect.arrayContaining([['majorDecision', 'general_manager']]),
  );
  const manager = as('service_manager');
  await refused(manager.take(complaint, 'direct', about, { direction: '再修一次' }), 'notMajorMatter');
  await refused(manager.take(complaint, 'decide', about, { direction: '换整机' }), 'not-allowed');

  expect(await p.boss.take(complaint, 'decide', about, { direction: '换整机' })).toMatchObject({
    state: 'planned',
    major: false,
  });
  await newMeasure(p, about, '换整机');
  await handled(p, about, teller);
  await refused(p.boss.take(complaint, 'close_unsatisfied', about, { reason: '' }), '/reason');
  expect(
    await p.boss.take(complaint, 'close_unsatisfied', about, {
      reason: '客户要求超出合同，已书面说明',
      recourse: '可申请消协调解',
    }),
  ).toMatchObject({ state: 'closed_unsatisfied' });
  expect((await list(returnVisit, { filter: { complaint: about.id, state: 'due' } })).items).toEqual([]);
  expect((await p.desk.commitments(complaint, about)).filter((c) => c.outcome === 'open')).toEqual([]);
});

story('VOC-030: what is complex is reported up; a superior has it handled, or investigated anew', async (teller) => {
  const { as, refused } = teller;
  const p = await people(teller);
  const manager = as('service_manager');
  const about = await p.desk.create(complaint, { customer: p.to, ...INTAKE });
  await p.desk.take(complaint, 'form_team', about, { team: p.team });
  const dueOf = async () =>
    (await p.desk.commitments(complaint, about)).find((c) => c.control === 'complaint.deadlines.answer')!.dueAt;
  expect(await dueOf()).toBe('2026-11-23T10:00:00.000Z');
  expect(await p.fitter.take(complaint, 'escalate', about, { escalatedBecause: '需要供应商一起排查' })).toMatchObject({
    state: 'escalated',
    complex: true,
  });
  expect(await dueOf()).toBe('2026-12-07T10:00:00.000Z');
  await refused(p.desk.take(complaint, 'send_back', about, { direction: '请供应商到场' }), 'not-allowed');
  await refused(manager.take(complaint, 'direct', about, { direction: '请供应商到场' }), 'rootCauseKnown');
  expect(await manager.take(complaint, 'send_back', about, { direction: '请供应商到场' })).toMatchObject({
    state: 'investigating',
  });
  await p.inspector.take(complaint, 'verify', about, { truth: 'partly', methods: '与供应商一起拆检', rootCause: '来料尺寸超差' });
  await newMeasure(p, about, '更换批次');
  await p.desk.take(complaint, 'plan', about);
  await p.desk.take(complaint, 'escalate', about, { escalatedBecause: '更换需停线' });
  expect(await manager.take(complaint, 'direct', about, { direction: '周六停线更换' })).toMatchObject({ state: 'planned' });
});

story('anybody may take in a complaint, and sees it; acting on it is the team’s', async (teller) => {
  const { as, given, refused } = teller;
  const p = await people(teller);
  const driver = as('logistics', { name: '司机老吴' });
  const about = await driver.create(complaint, { customer: p.to, ...INTAKE });
  expect((await driver.get(complaint, about)).record.statement).toBe(INTAKE.statement);
  await refused(driver.create(complaint, { customer: p.to, ...INTAKE, rootCause: '肯定是装反了' }), '/rootCause');
  await refused(driver.edit(complaint, about, { statement: '没事了' }), 'state');
  await refused(driver.take(complaint, 'form_team', about, { team: p.team }), 'not-allowed');
  await refused(p.desk.take(complaint, 'form_team', about, { team: [p.team[0]!] }), '/team');
  await refused(p.desk.take(complaint, 'form_team', about, { team: [p.team[0]!, p.team[0]!] }), '/team');
  await refused(p.desk.take(complaint, 'form_team', about, { team: [p.team[0]!, p.to] }), '/team');
  await refused(p.fitter.get(complaint, about), 'not-found');
  await p.desk.take(complaint, 'form_team', about, { team: p.team });
  expect((await p.fitter.list(complaint)).items.map((c) => c.id)).toContain(about.id);
  await refused(driver.take(complaint, 'verify', about, { truth: 'true', methods: '看了一眼' }), 'not-allowed');
  const bystander = as('warehouse', { name: '旁人' });
  await refused(bystander.get(complaint, about), 'not-found');
  const { id: place } = await given(department, { name: '仓储部' });
  const keeper = as('warehouse', { name: '仓管员', department: place });
  await p.desk.create(measure, {
    complaint: about.id,
    what: '封存同批次',
    department: place,
    owner: await keeper.id(),
    due: '2026-11-20',
  });
  expect((await keeper.list(complaint)).items.map((c) => c.id)).toEqual([about.id]);
});

story('VOC-024: customers complain in the portal: they are replied to first, and never see what is ours', async (teller) => {
  const { asCustomer, given, refused, later } = teller;
  const p = await people(teller);
  const me = asCustomer(p.to);
  const mine = {
    customer: p.to,
    contactWay: 'wang@example.com',
    channel: 'platform',
    statement: '夹手了，防护罩太松',
    severity: 'safety',
  } as const;
  await refused(me.create(complaint, { ...mine, promiseGiven: '马上赔偿' }), '/promiseGiven');
  await refused(me.create(complaint, { ...mine, complex: true }), '/complex');
  const other = await given(customer, { name: '别家' });
  await refused(me.create(complaint, { ...mine, customer: other.id }), '/customer');
  const about = await me.create(complaint, mine);
  const promised = (await p.desk.commitments(complaint, about)).map((c) => [c.control.split('.')[2], c.dueAt]);
  expect(promised).toEqual(expect.arrayContaining([['firstReply', '2026-11-16T02:00:00.000Z']]));
  await refused(p.desk.take(complaint, 'form_team', about, { team: p.team }), 'customerPromised');
  await later({ amount: 30, unit: 'minutes' });
  await p.desk.take(complaint, 'reply', about, { promiseGiven: '今天派人上门加固' });
  await p.desk.take(complaint, 'form_team', about, { team: p.team });
  await p.inspector.take(complaint, 'verify', about, { truth: 'true', methods: '现场勘查', rootCause: '螺栓未按扭矩拧紧' });
  const seen = await me.get(complaint, about);
  expect(seen.record).toMatchObject({
    statement: mine.statement,
    promiseGiven: '今天派人上门加固',
    rootCause: null,
    methods: null,
    team: null,
  });
  expect(seen.withheld).toEqual(expect.arrayContaining(['rootCause', 'methods', 'team', 'prevention']));
  await refused(me.take(complaint, 'verify', about, { truth: 'untrue', methods: '我说的' }), 'not-allowed');
  await refused(asCustomer(other.id).get(complaint, about), 'not-found');
  expect((await p.desk.get(complaint, about)).record.rootCause).toBe('螺栓未按扭矩拧紧');
});
