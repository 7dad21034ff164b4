import { expect } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { department } from '#domain/org/department/department';
import { story } from '#testing/story';
import { measure } from '../measure/measure.ts';
import { surveyResponse } from '../survey-response/survey-response.ts';
import { survey } from './survey.ts';

const NPS = { title: '2026 年下半年 NPS', kind: 'nps', channel: 'online', startsOn: '2026-11-16', invited: 8 } as const;
const answeredAt = '2026-11-16T01:00:00Z';

story(
  'VOC-014 VOC-015 VOC-016 VOC-018 VOC-019 VOC-020 VOC-021: a survey ends only with an analysis and measures whose effect was evaluated',
  async ({ as, given, refused, list, get, at }) => {
    const market = as('market');
    const made = await market.create(survey, NPS);
    await market.take(survey, 'start', made);
    for (const nps of [10, 9, 8, 3]) await given(surveyResponse, { survey: made.id, answeredAt, nps });
    const double = await given(surveyResponse, { survey: made.id, answeredAt, nps: 0 });
    await as('service_desk').take(surveyResponse, 'discard', double, { reason: '重复答复' });
    expect(await market.take(survey, 'close', made)).toMatchObject({
      answers: 4,
      responseRate: 50,
      promoters: 2,
      passives: 1,
      detractors: 1,
      nps: 25,
      csat: null,
    });
    await refused(market.take(survey, 'end', made), 'analysisWritten');
    await market.take(survey, 'analyse', made, { analysis: '贬损者的不满集中在安装等待时间过长。' });
    await refused(market.take(survey, 'end', made), 'improvementPlanned');

    const { id: place } = await given(department, { name: '安装部' });
    const fitter = as('after_sales', { name: '小李', department: place });
    const plan = {
      survey: made.id,
      category: 'service',
      what: '安装预约提前一周确认',
      department: place,
      owner: await fitter.id(),
      due: '2026-12-10',
    } as const;
    const { owner: _, ...ownerless } = plan;
    await refused(market.create(measure, ownerless), '/owner');
    const planned = await market.create(measure, plan);
    await refused(market.take(survey, 'end', made), 'effectsEvaluated');
    await fitter.take(measure, 'finish', planned, { result: '已写入安装流程' });
    await refused(market.take(survey, 'end', made), 'effectsEvaluated');
    await market.take(measure, 'check', planned, { effect: '等待时间由 9 天降到 4 天', effective: true });
    expect(await market.take(survey, 'end', made)).toMatchObject({ state: 'ended', nextOn: '2027-05-16' });

    await at('2027-05-16T08:00+08:00');
    const again = (await list(survey, { filter: { state: 'planned' } })).items;
    expect(again).toMatchObject([
      { title: NPS.title, kind: 'nps', channel: 'online', startsOn: '2027-05-16', analysis: null, answers: null, invited: null },
    ]);
    expect((await get(survey, made)).record).toMatchObject({ nextOn: null, state: 'ended' });
  },
);

story(
  'VOC-017 VOC-023: answers are classed, scores off the scale and empty answers are refused, an import runs twice without doubling',
  async ({ as, given, refused, get }) => {
    const made = await given(survey, { ...NPS, title: '分级' }, ['start']);
    const desk = as('service_desk');
    const answer = (more: object) => desk.create(surveyResponse, { survey: made.id, answeredAt, ...more });
    expect(await answer({ nps: 9 })).toMatchObject({ npsClass: 'promoter', version: 2 });
    expect(await answer({ nps: 7 })).toMatchObject({ npsClass: 'passive' });
    const unhappy = await answer({ nps: 6, words: '等了九天才来安装' });
    expect(unhappy).toMatchObject({ npsClass: 'detractor' });
    expect(await answer({ csat: 5 })).toMatchObject({ npsClass: null, version: 1 });
    await refused(answer({ nps: 11 }), '/nps');
    await refused(answer({ csat: 0 }), '/csat');
    await refused(answer({ respondent: '张三' }), '/words');
    await refused(answer({ words: '好', npsClass: 'promoter' }), '/npsClass');
    await answer({ csat: 4, externalNumber: 'R-1' });
    await refused(answer({ csat: 4, externalNumber: 'R-1' }), 'taken');
    expect(await desk.take(surveyResponse, 'read', unhappy, {}, unhappy.version)).toMatchObject({ state: 'read' });
    expect((await get(surveyResponse, unhappy)).record.npsClass).toBe('detractor');
  },
);

story('customers answer in their own name and see no more than that', async ({ as, asCustomer, given, refused }) => {
  const [mine, theirs] = [await given(customer, { name: '甲' }), await given(customer, { name: '乙' })];
  const running = await given(survey, { ...NPS, title: '自助' }, ['start']);
  const planned = await given(survey, { ...NPS, title: '未开始' });
  const me = asCustomer(mine.id);
  await refused(me.get(survey, planned), 'not-found');
  expect((await me.get(survey, running)).record.title).toBe('自助');
  const answer = await me.create(surveyResponse, { survey: running.id, customer: mine.id, answeredAt, nps: 10 });
  await refused(me.create(surveyResponse, { survey: running.id, answeredAt, nps: 10 }), '/customer');
  await refused(me.create(surveyResponse, { survey: running.id, customer: theirs.id, answeredAt, nps: 10 }), '/customer');
  await refused(me.create(surveyResponse, { survey: planned.id, customer: mine.id, answeredAt, nps: 10 }), '/survey');
  expect((await me.list(surveyResponse)).items.map((r) => r.id)).toEqual([answer.id]);
  await refused(asCustomer(theirs.id).get(surveyResponse, answer), 'not-found');
  const seller = as('sales', { name: '小赵' });
  expect((await seller.list(surveyResponse)).items).toEqual([]);
  await refused(as('market').create(survey, { ...NPS, analysis: '先写好的分析，不是从答复中来的。' }), '/analysis');
  await refused(as('market').create(survey, { ...NPS, endsOn: '2026-11-01' }), '/endsOn');
});
