import { expect } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { department } from '#domain/org/department/department';
import { story } from '#testing/story';
import { measure } from '../measure/measure.ts';
import { returnVisit } from '../return-visit/return-visit.ts';
import { visitAnalysis } from './visit-analysis.ts';

const CALL = {
  method: 'phone',
  contactName: '王工',
  function: 4,
  performance: 4,
  quality: 3,
  service: 4,
  opinions: '轴承发热',
  newNeeds: null,
} as const;

story(
  'VOC-010: marketing analyses the visits of each period, and what it proposes is owed by departments and people',
  async ({ as, given, at, refused, list }) => {
    const { id: to } = await given(customer, { name: '苏州恒力机械' });
    const { id: place } = await given(department, { name: '装配车间' });
    const [market, desk, fitter, outsider] = [
      as('market'),
      as('service_desk'),
      as('production', { name: '小李', department: place }),
      as('warehouse'),
    ];
    const visit = async (said: object) => {
      const { id } = await given(returnVisit, { customer: to, purpose: 'project', dueOn: '2026-11-16' });
      return desk.take(returnVisit, 'record', id, { ...CALL, satisfied: true, ...said });
    };
    await visit({});
    await visit({ newNeeds: '明年扩产' });
    const bad = await visit({ satisfied: false, reason: '轴承发热' });
    const owner = await fitter.id();
    await desk.take(returnVisit, 'raise_action', bad, { what: '测温', department: place, owner, due: '2026-11-20' });
    await given(returnVisit, { customer: to, purpose: 'project', dueOn: '2026-11-16' }); // nobody has called yet

    await refused(desk.create(visitAnalysis, { fromOn: '2026-08-17', toOn: '2026-11-16' }), 'not-allowed');
    await refused(market.create(visitAnalysis, { fromOn: '2026-08-17', toOn: '2026-11-17' }), '/toOn');
    await refused(market.create(visitAnalysis, { fromOn: '2026-11-16', toOn: '2026-11-15' }), '/toOn');
    await refused(market.create(visitAnalysis, { fromOn: '2026-08-17', toOn: '2026-11-16', visits: 99 }), '/visits');
    const made = await market.create(visitAnalysis, { fromOn: '2026-08-17', toOn: '2026-11-16' });
    expect(made).toMatchObject({ state: 'due', visits: 3, dissatisfied: 1, actions: 1, newNeeds: 1 });
    const gaps = await refused(market.take(visitAnalysis, 'submit', made), 'measuresProposed');
    expect((gaps['because'] as { rule: string }[]).map((b) => b.rule)).toEqual([
      'problemsSummarised',
      'trendsSummarised',
      'measuresProposed',
    ]);
    const [promise] = await market.commitments(visitAnalysis, made);
    expect(promise).toMatchObject({ control: 'visit-analysis.deadlines.report', dueAt: '2026-11-30T10:00:00.000Z' });

    const proposal = { what: '装配后逐台测温', department: place, owner, due: '2026-12-01' };
    await market.edit(visitAnalysis, made, {
      problems: '三次回访中一次提到轴承发热，均为同一批次',
      trends: '较上季度不满意次数下降，扩产需求上升',
      proposals: [proposal],
    });
    await refused(
      fitter.get(visitAnalysis, made).then(() => outsider.get(visitAnalysis, made)),
      'not-found',
    );
    expect(await market.take(visitAnalysis, 'submit', made)).toMatchObject({ state: 'submitted', nextOn: '2027-02-17' });
    const [owed] = (await list(measure, { filter: { visitAnalysis: made.id } })).items;
    expect(owed).toMatchObject({ ...proposal, state: 'planned' });
    const [due] = await fitter.commitments(measure, owed!);
    expect(due).toMatchObject({ outcome: 'open', debtor: { employee: owner } });

    await at('2027-02-17T08:00+08:00');
    const { items } = await list(visitAnalysis, { filter: { state: 'due' } });
    expect(items).toMatchObject([{ fromOn: '2026-11-17', toOn: '2027-02-16', visits: 0 }]);
  },
);

story('VOC-010: the next analysis can be called off with a reason', async ({ as, given, at, refused, list }) => {
  const { id: place } = await given(department, { name: '销售部' });
  const market = as('market');
  const made = await market.create(visitAnalysis, {
    fromOn: '2026-10-01',
    toOn: '2026-10-31',
    problems: '本期没有共性问题，个别反映交期',
    trends: '满意次数与上期持平，需求持平',
    proposals: [{ what: '提前一周确认交期', department: place, owner: await market.id(), due: '2026-12-01' }],
  });
  await market.take(visitAnalysis, 'submit', made);
  await refused(market.take(visitAnalysis, 'stop_repeating', made), '/reason');
  await market.take(visitAnalysis, 'stop_repeating', made, { reason: '并入季度经营分析' });
  await refused(market.take(visitAnalysis, 'stop_repeating', made, { reason: '再停' }), 'repeats');
  await at('2027-03-01T08:00+08:00');
  expect((await list(visitAnalysis, { filter: { state: 'due', fromOn: '2026-11-01' } })).items).toEqual([]);
});
