import { expect } from 'vitest';
import { contact } from '#domain/accounts/contact/contact';
import { customer } from '#domain/accounts/customer/customer';
import { complaint } from '#domain/voice/complaint/complaint';
import { story } from '#testing/story';
import { actorWith } from '#testing/world';

story('a contact person is named in the journal; to those who may not see them, by their company alone', async (teller) => {
  const { as, given, company } = teller;
  const { id: to } = await given(customer, { name: '苏州恒力机械' });
  const { id: caller } = await given(contact, { customer: to, name: '王芳' });
  const [about] = await company.world.kernel.write(
    actorWith(['portal_customer'], { id: `contact:${caller}`, customer: to }),
    company.now,
    (tx) =>
      tx.create(complaint, [
        { customer: to, contactWay: '138', channel: 'platform', statement: '阀门漏水', severity: 'degraded' },
      ]),
  );
  const named = async (role: 'service_desk' | 'quality') =>
    (await as(role).journal(complaint, about!)).map((entry) => [entry.actor, entry.actorName]);
  expect(await named('service_desk')).toEqual([[`contact:${caller}`, '王芳（苏州恒力机械）']]);
  expect(await named('quality')).toEqual([[`contact:${caller}`, '苏州恒力机械']]);
});
