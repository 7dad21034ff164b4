import { expect, test } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { department } from '#domain/org/department/department';
import { complaint } from '#domain/voice/complaint/complaint';
import { complaintWords } from '#domain/voice/complaint/complaint.words';
import { measureWords } from '#domain/voice/measure/measure.words';
import { returnVisitWords } from '#domain/voice/return-visit/return-visit.words';
import { pageWords } from '../src/web/kit/record-page/words.ts';
import { promiseWords } from '../src/web/kit/words.ts';
import { inBrowser } from './browser.ts';
import { handOf } from './hand.ts';

const REPORT = ['reportBasics', 'reportProcess', 'reportResult', 'reportCause', 'reportImprovement'] as const;

inBrowser('a complaint', (journey) => {
  test.each(['zh', 'en'] as const)(
    'VOC-033: is handled, and handled again until the customer is satisfied, by people who see why they cannot go on yet: %s',
    async (locale) => {
      const { company, seat } = journey();
      const everybody = company.everybody();
      await everybody.create(customer, { name: `苏州恒力机械 ${locale}` });
      const shop = await everybody.create(department, { name: `装配车间 ${locale}` });
      await company.person(['quality'], { name: `老周 ${locale}` }).id();
      await company.person(['production'], { name: `小李 ${locale}`, department: shop.id }).id();
      const who = { name: `林晓 ${locale}`, department: shop.id };
      const page = await seat(['service_desk', 'service_manager', 'quality', 'supervisor'], { locale, who });
      const { say, field, pick, take, makeRelated, why, sees } = handOf(page, locale);
      const { fields, steps, guards, choices } = complaintWords;

      await page.goto(`${company.url}/complaints/new`);
      await pick(page, fields.customer, `苏州恒力机械 ${locale}`);
      await field(page, fields.contactWay).fill('138 0000 0000');
      await field(page, fields.channel).selectOption({ label: say(choices.channel.hotline) });
      await field(page, fields.statement).fill('新装的阀门一直漏水');
      await field(page, fields.severity).selectOption({ label: say(choices.severity.degraded) });
      await page.getByRole('button', { name: locale === 'zh' ? '新建投诉' : 'New complaint' }).click();
      await page.getByRole('heading', { name: '新装的阀门一直漏水' }).waitFor();
      const url = page.url();

      await take(steps.reply, (dialog) => field(dialog, fields.promiseGiven).fill('两个工作日内答复'));
      await take(steps.form_team, async (dialog) => {
        for (const member of ['老周', '小李']) {
          await dialog.getByRole('combobox', { name: say(fields.team) }).pressSequentially(`${member} ${locale}`);
          await dialog.getByRole('option', { name: `${member} ${locale}` }).click();
        }
      });
      await take(steps.verify, async (dialog) => {
        await field(dialog, fields.truth).selectOption({ label: say(choices.truth.true) });
        await field(dialog, fields.methods).fill('与客户沟通、现场勘查');
      });
      // Two conditions are open: one is cured by verifying again, the other on a record of its own.
      expect(await why(steps.plan).innerText()).toContain(say(guards.rootCauseKnown));
      expect(await why(steps.plan).innerText()).toContain(say(guards.everyMeasureOwned));
      await take(steps.verify, (dialog) => field(dialog, fields.rootCause).fill('密封圈装反'));

      /** Plans something that helps, has it done, and says that the handling is through. */
      const handle = async (what: string, plan: () => Promise<void>): Promise<void> => {
        await makeRelated(measureWords.name, async () => {
          await field(page, measureWords.fields.what).fill(what);
          await pick(page, measureWords.fields.department, `装配车间 ${locale}`);
          await pick(page, measureWords.fields.owner, `林晓 ${locale}`);
          await field(page, measureWords.fields.due).fill('20991231');
        });
        await page.getByRole('heading', { name: what }).waitFor();
        const measure = page.url();
        await page.goto(url);
        await plan();
        await take(steps.start_handling);
        expect(await why(steps.finish_handling).innerText()).toContain(say(guards.everyMeasureDone));
        await page.goto(measure);
        await take(measureWords.steps.finish, (dialog) => field(dialog, measureWords.fields.result).fill('已更换，试压合格'));
        await page.goto(url);
        await take(steps.finish_handling);
      };
      /** Opens the visit that opened by itself and writes down what the customer said. */
      const visit = async (satisfied: boolean): Promise<void> => {
        const due = page.locator('.related li', { hasText: say(returnVisitWords.states.due) });
        await due.getByRole('link', { name: /^HV-/ }).first().click();
        await take(returnVisitWords.steps.record, async (dialog) => {
          await field(dialog, returnVisitWords.fields.method).selectOption({ label: say(returnVisitWords.choices.method.phone) });
          await field(dialog, returnVisitWords.fields.contactName).fill('王工');
          await field(dialog, returnVisitWords.fields.satisfied).selectOption(String(satisfied));
          if (!satisfied) await field(dialog, returnVisitWords.fields.reason).fill('还在渗水');
        });
        await page.goto(url);
      };

      await handle('更换密封圈', () => take(steps.plan));
      expect(await why(steps.close).innerText()).toContain(say(guards.customerSatisfied));
      await visit(false);
      await take(steps.handle_again, (dialog) => dialog.getByRole('textbox').first().fill('客户仍不满意'));
      await handle('整体更换阀门', async () => undefined);
      await visit(true);
      await take(steps.write_report, async (dialog) => {
        for (const section of REPORT) await field(dialog, fields[section]).fill('密封圈装反，已整体更换');
      });
      await take(steps.note_prevention, (dialog) => field(dialog, fields.prevention).fill('装配作业指导书增加照片'));
      await take(steps.close);
      await sees(complaintWords.states.closed);
      expect((await everybody.get(complaint, url.split('/').at(-1)!)).record).toMatchObject({ state: 'closed', rounds: 1 });
      await page.getByRole('button', { name: new RegExp(say(pageWords.settled(0)).replace('0', '\\d+')) }).click();
      await page.locator('.promises').getByText(say(promiseWords.outcomes['kept']!)).first().waitFor();
    },
  );
});
