import { expect } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { story } from '#testing/story';
import { product } from './product.ts';

story('a product has a code of its own and is known to staff and customers', async ({ as, asCustomer, given, refused }) => {
  const manager = as('sales_manager');
  const p = await manager.create(product, {
    code: 'ZC-6204',
    name: '深沟球轴承',
    specification: '6204-2RS',
    unit: '套',
    warrantyMonths: 12,
  });
  expect(p).toMatchObject({ state: 'active', number: expect.stringMatching(/^CP-\d{5}$/) });
  const twice = await refused(manager.create(product, { code: 'ZC-6204', name: '另一种', unit: '套' }), 'taken');
  expect(twice['errors']).toMatchObject([{ pointer: '/code' }]);
  await refused(manager.create(product, { code: 'ZC-1', name: '保修过长', unit: '套', warrantyMonths: 601 }), '/warrantyMonths');
  await refused(as('service_desk').create(product, { code: 'ZC-2', name: '越权', unit: '套' }), 'not-allowed');
  const c = await given(customer, { name: '盐城阀门' });
  expect((await asCustomer(c.id).list(product, { q: '6204' })).items.map((i) => i.code)).toEqual(['ZC-6204']);
});

story('a product that is discontinued is left as it was until it is resumed', async ({ as, given, refused }) => {
  const manager = as('sales_manager');
  const p = await given(product, { code: 'ZC-9', name: '停产轴承', unit: '套' });
  await refused(as('sales').take(product, 'discontinue', p), 'not-allowed');
  await manager.take(product, 'discontinue', p);
  await refused(manager.edit(product, p.id, { unit: '件' }), 'state');
  await refused(manager.take(product, 'discontinue', p), 'state');
  expect(await manager.take(product, 'resume', p)).toMatchObject({ state: 'active' });
});
