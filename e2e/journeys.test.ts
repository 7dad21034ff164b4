import { expect, test } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { delayNotice } from '#domain/delivery/delay-notice/delay-notice';
import { delayNoticeWords } from '#domain/delivery/delay-notice/delay-notice.words';
import { delivery } from '#domain/delivery/delivery/delivery';
import { deliveryWords } from '#domain/delivery/delivery/delivery.words';
import { rating } from '#domain/delivery/rating/rating';
import { ratingWords } from '#domain/delivery/rating/rating.words';
import { order } from '#domain/orders/order/order';
import { orderWords } from '#domain/orders/order/order.words';
import { department } from '#domain/org/department/department';
import { returnVisitWords } from '#domain/voice/return-visit/return-visit.words';
import { visitAction } from '#domain/voice/visit-action/visit-action';
import { visitActionWords } from '#domain/voice/visit-action/visit-action.words';
import type { Pair } from '#kernel/declare/words';
import { inBrowser } from './browser.ts';
import { handOf } from './hand.ts';

// What people do every day, from end to end, in both languages.
const LANGUAGES = ['zh', 'en'] as const;

inBrowser('journeys', (journey) => {
  test.each(LANGUAGES)(
    'ORD-001 DEL-003 DEL-014: an order, from placing it to the signed receipt and the rating: %s',
    async (locale) => {
      const { company, seat } = journey();
      const name = `苏州恒力机械 ${locale}`;
      await company.everybody().create(customer, { name });
      const page = await seat(['service_desk', 'logistics', 'warehouse'], { locale });
      const { say, field, pick, take, edit, makeRelated, why, sign, sees } = handOf(page, locale);
      const column = (pair: Pair) => page.getByLabel(`${say(pair)} 1`, { exact: true });

      await page.goto(`${company.url}/orders`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.keyboard.press('n');
      await pick(page, orderWords.fields.customer, name);
      await field(page, orderWords.fields.channel).selectOption({ label: say(orderWords.choices.channel.sales_rep) });
      await field(page, orderWords.fields.deliveryAddress).fill('苏州工业园区星湖街 1 号');
      await column(orderWords.columns.productName).fill('截止阀');
      await column(orderWords.columns.specification).fill('DN32');
      await column(orderWords.columns.quantity).fill('20');
      await page.getByRole('button', { name: locale === 'zh' ? '新建订单' : 'New order' }).click();
      await take(orderWords.steps.audit);
      await take(orderWords.steps.confirm, async (dialog) => {
        await field(dialog, orderWords.fields.promisedDate).fill('2099-01-05');
        await field(dialog, orderWords.fields.sentTo).fill('王工');
        await field(dialog, orderWords.fields.sentBy).selectOption({ label: say(orderWords.choices.sentBy.email) });
      });
      await sees(orderWords.states.confirmed);
      const orderUrl = page.url();

      await makeRelated(deliveryWords.name, async () => undefined);
      // What is missing says so beside the button, and is filled in where the record is changed.
      expect(await why(deliveryWords.steps.pack).innerText()).toContain(say(deliveryWords.guards.labelsComplete));
      await edit(deliveryWords.name, async (dialog) => {
        await dialog.getByLabel(`${say(deliveryWords.columns.productionDate)} 1`, { exact: true }).fill('2098-12-01');
        for (const paper of ['hasManual', 'hasInspectionReport', 'hasOperationManual', 'hasWarrantyCard'] as const)
          await field(dialog, deliveryWords.fields[paper]).selectOption('true');
      });
      await take(deliveryWords.steps.pack);
      await take(deliveryWords.steps.complete_documents);
      await take(deliveryWords.steps.ship, async (dialog) => {
        await field(dialog, deliveryWords.fields.mode).selectOption({ label: say(deliveryWords.choices.mode.road) });
        await field(dialog, deliveryWords.fields.carrier).fill('德邦物流');
        await field(dialog, deliveryWords.fields.trackingNumber).fill('DB-77');
        await field(dialog, deliveryWords.fields.expectedArrival).fill('2099-01-04');
      });
      await take(deliveryWords.steps.arrive);
      await take(deliveryWords.steps.sign, async (dialog) => {
        await sign(dialog, '王建国');
        for (const affirmed of await dialog.getByRole('checkbox').all()) await affirmed.check();
      });
      await sees(deliveryWords.states.signed);
      const signed = page.url().split('/').at(-1)!;

      await makeRelated(ratingWords.name, async () => {
        await field(page, ratingWords.fields.service)
          .selectOption('5')
          .catch(() => field(page, ratingWords.fields.service).fill('5'));
        await field(page, ratingWords.fields.product)
          .selectOption('4')
          .catch(() => field(page, ratingWords.fields.product).fill('4'));
        await field(page, ratingWords.fields.words).fill('很满意');
      });
      await sees(ratingWords.states.given);
      const everybody = company.everybody();
      expect((await everybody.get(order, orderUrl.split('/').at(-1)!)).record.state).toBe('delivered');
      expect((await everybody.get(delivery, signed)).record).toMatchObject({ state: 'signed', signedBy: '王建国' });
      expect((await everybody.list(rating, { filter: { delivery: signed } })).items).toMatchObject([{ service: 5, product: 4 }]);
    },
  );

  test.each(LANGUAGES)(
    'DEL-009 DEL-010: a delay is told before the promised date, and the new date is a promise: %s',
    async (locale) => {
      const { company, seat } = journey();
      const everybody = company.everybody();
      const to = await everybody.create(customer, { name: `无锡精工 ${locale}` });
      const placed = await everybody.create(order, {
        customer: to.id,
        channel: 'shop',
        deliveryAddress: '无锡',
        items: [{ productName: '阀门', specification: 'DN32', quantity: '3' }],
      });
      await everybody.take(order, 'audit', placed);
      await everybody.take(order, 'confirm', placed, { promisedDate: '2099-01-05', sentTo: '王工', sentBy: 'email' });
      const sent = await everybody.create(delivery, { order: placed.id, customer: to.id });
      const page = await seat(['service_desk'], { locale });
      const { say, field, take, makeRelated, sees } = handOf(page, locale);

      await page.goto(`${company.url}/deliveries/${sent.id}`);
      await makeRelated(delayNoticeWords.name, async () => {
        await field(page, delayNoticeWords.fields.cause).selectOption({ label: say(delayNoticeWords.choices.cause.supplier) });
        await field(page, delayNoticeWords.fields.reason).fill('密封圈缺货');
      });
      await sees(delayNoticeWords.states.known);
      await take(delayNoticeWords.steps.tell, async (dialog) => {
        await field(dialog, delayNoticeWords.fields.newDate).fill('2099-02-01');
        await field(dialog, delayNoticeWords.fields.measures).fill('改从上海空运');
        await field(dialog, delayNoticeWords.fields.toldHow).fill('电话');
      });
      await sees(delayNoticeWords.states.told);
      await page.locator('.promises').getByText(say(delayNoticeWords.deadlines.newDate)).first().waitFor();
      await page.goto(`${company.url}/deliveries/${sent.id}`);
      await sees(deliveryWords.states.delayed);
      const [notice] = (await everybody.list(delayNotice, { filter: { delivery: sent.id } })).items;
      expect(notice).toMatchObject({ state: 'told', newDate: '2099-02-01' });
      const owed = (await everybody.commitments(delayNotice, notice!)).filter(({ outcome }) => outcome === 'open');
      expect(owed.map(({ control }) => control)).toEqual(['delay-notice.deadlines.newDate']);
    },
  );

  test.each(LANGUAGES)(
    'VOC-011: a visit whose customer is not satisfied is closed only when something was done: %s',
    async (locale) => {
      const { company, seat } = journey();
      const everybody = company.everybody();
      await everybody.create(customer, { name: `南通远大 ${locale}` });
      const service = await everybody.create(department, { name: `服务部 ${locale}` });
      const owner = await company.person(['after_sales'], { name: `罗师傅 ${locale}`, department: service.id }).id();
      const page = await seat(['service_desk', 'after_sales'], { locale, who: { department: service.id } });
      const { say, field, pick, take, why, sees } = handOf(page, locale);

      await page.goto(`${company.url}/return-visits/new`);
      await pick(page, returnVisitWords.fields.customer, `南通远大 ${locale}`);
      await field(page, returnVisitWords.fields.purpose).selectOption({ label: say(returnVisitWords.choices.purpose.repair) });
      await field(page, returnVisitWords.fields.dueOn).fill('2099-01-05');
      await page.getByRole('button', { name: locale === 'zh' ? '新建回访' : 'New return visit' }).click();
      await sees(returnVisitWords.states.due);
      await take(returnVisitWords.steps.record, async (dialog) => {
        await field(dialog, returnVisitWords.fields.method).selectOption({ label: say(returnVisitWords.choices.method.phone) });
        await field(dialog, returnVisitWords.fields.contactName).fill('王工');
        await field(dialog, returnVisitWords.fields.satisfied).selectOption('false');
        await field(dialog, returnVisitWords.fields.reason).fill('修了两次还漏');
      });
      await sees(returnVisitWords.states.made);
      expect(await why(returnVisitWords.steps.close).innerText()).toContain(say(returnVisitWords.guards.dissatisfactionActedOn));
      await take(returnVisitWords.steps.raise_action, async (dialog) => {
        await field(dialog, visitActionWords.fields.what).fill('换整套密封件');
        await pick(dialog, visitActionWords.fields.department, `服务部 ${locale}`);
        await pick(dialog, visitActionWords.fields.owner, `罗师傅 ${locale}`);
        await field(dialog, visitActionWords.fields.due).fill('2099-01-20');
      });
      await sees(returnVisitWords.states.acting);
      await page
        .locator('.related')
        .getByRole('link', { name: /换整套密封件/ })
        .first()
        .waitFor();
      const [action] = (await everybody.list(visitAction, { filter: { owner } })).items;
      expect(action).toMatchObject({ what: '换整套密封件', state: 'open' });
    },
  );
});
