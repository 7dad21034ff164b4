import { expect } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { order } from '#domain/orders/order/order';
import { setting } from '#domain/org/setting/setting';
import { complaint } from '#domain/voice/complaint/complaint';
import { survey } from '#domain/voice/survey/survey';
import { surveyResponse } from '#domain/voice/survey-response/survey-response';
import { hours } from '#kernel/declare/span';
import { story } from '#testing/story';
import { figuresOf } from './figures.ts';

const goods = {
  channel: 'shop' as const,
  deliveryAddress: '南京',
  items: [{ productName: '阀门', specification: 'DN50', quantity: '4' }],
};
const confirmation = { promisedDate: '2026-11-30', sentTo: '陈', sentBy: 'wechat' } as const;

story(
  'ORD-003 VOC-035: a share counts what was kept and what was broken; what still has time is neither',
  async ({ as, given, later, company }) => {
    const c = await given(customer, { name: '南京化工' });
    const desk = as('service_desk');
    const figure = async (name: 'order-confirmation' | 'complaint-first-reply') => {
      const [found] = await figuresOf(company.world.kernel.pool, 'Asia/Shanghai', [name], {});
      return [found!.numerator, found!.denominator];
    };
    const place = () => desk.create(order, { ...goods, customer: c.id });
    const [kept, cancelled] = [await place(), await place()];
    const said = { customer: c.id, contactWay: '138', channel: 'hotline', statement: '漏水', severity: 'degraded' } as const;
    const replied = await desk.create(complaint, said);
    await desk.create(complaint, said);
    expect(await figure('order-confirmation')).toEqual([0, 0]);
    expect(await figure('complaint-first-reply')).toEqual([0, 0]);

    await desk.take(order, 'audit', kept);
    await desk.take(order, 'confirm', kept, confirmation);
    const cancellation = { requestedBy: '陈', reason: '不要了', noticeGivenAt: '2026-11-16T01:00:00Z' };
    await desk.take(order, 'cancel', cancelled, cancellation);
    await desk.take(complaint, 'reply', replied, { promiseGiven: '两日内答复' });
    await place(); // nobody confirms it
    await place();
    expect(await figure('order-confirmation')).toEqual([1, 2]); // it was placed, although it was called off
    expect(await figure('complaint-first-reply')).toEqual([1, 1]);
    await later(hours(25));
    await place(); // there is time
    expect(await figure('order-confirmation')).toEqual([1, 4]);
    expect(await figure('complaint-first-reply')).toEqual([1, 2]);
  },
);

story(
  'VOC-014 VOC-016: what counts as satisfied is set once for all surveys, from a day on',
  async ({ as, given, at, company }) => {
    const [market, boss] = [as('market'), as('general_manager')];
    const made = await given(survey, { title: '服务满意度', kind: 'csat', channel: 'phone', startsOn: '2026-11-16' }, ['start']);
    const answer = (csat: number, answeredAt: string) => market.create(surveyResponse, { survey: made.id, csat, answeredAt });
    const figure = async () => {
      const [found] = await figuresOf(company.world.kernel.pool, 'Asia/Shanghai', ['csat'], {});
      return [found!.numerator, found!.denominator];
    };
    for (const csat of [3, 4, 5]) await answer(csat, '2026-11-16T08:00:00+08:00');
    expect(await figure()).toEqual([2, 3]);
    await boss.create(setting, {
      key: 'satisfaction.satisfied_from',
      value: 5,
      effectiveFrom: '2026-11-17T00:00:00+08:00',
      reason: '提高标准',
    });
    await at('2026-11-17T09:00+08:00');
    for (const csat of [4, 5]) await answer(csat, '2026-11-17T08:00:00+08:00');
    expect(await figure()).toEqual([3, 5]); // what was given before is judged as before
    expect(await market.take(survey, 'close', made)).toMatchObject({ csat: 40 });
  },
);
