import { expect } from 'vitest';
import { department } from '#domain/org/department/department';
import { story } from '#testing/story';
import { contact } from '../contact/contact.ts';
import { customer } from './customer.ts';

const complete = {
  name: '上海精工轴承有限公司',
  phone: '021-55550001',
  businessScope: '轴承贸易',
  needs: '每月 500 套深沟球轴承',
};

story('ACC-001: a customer is active only with a complete file', async ({ as, refused }) => {
  const sales = as('sales', { name: '小王' });
  const c = await sales.create(customer, { name: '苏州新材料有限公司' });
  expect(c).toMatchObject({ state: 'potential', number: expect.stringMatching(/^KH-\d{5}$/) });
  await sales.take(customer, 'develop', c);
  const problem = await refused(sales.take(customer, 'activate', c), 'contactPersonNamed');
  expect((problem['because'] as { rule: string }[]).map((b) => b.rule)).toEqual([
    'contactPersonNamed',
    'contactDetailsKnown',
    'businessScopeKnown',
    'needsKnown',
  ]);
  const person = await sales.create(contact, { customer: c.id, name: '陈女士' });
  await refused(sales.take(customer, 'activate', c), 'contactDetailsKnown');
  await sales.edit(contact, person, { mobile: '13800000000' });
  await refused(sales.take(customer, 'activate', c), 'businessScopeKnown');
  await sales.edit(customer, c.id, { businessScope: '新材料', needs: '试样' });
  expect(await sales.take(customer, 'activate', c)).toMatchObject({ state: 'active' });
});

story('cooperation is suspended, resumed and ended by managers, with a reason', async ({ as, given, refused }) => {
  const c = await given(customer, complete);
  await given(contact, { customer: c.id, name: '陈女士' });
  const [desk, manager] = [as('service_desk'), as('sales_manager')];
  await desk.take(customer, 'activate', c);
  await refused(desk.take(customer, 'suspend', c, { reason: '欠款' }), 'not-allowed');
  await refused(manager.take(customer, 'suspend', c, { reason: '' }), '/reason');
  expect(await manager.take(customer, 'suspend', c, { reason: '严重违约' })).toMatchObject({ state: 'suspended' });
  await refused(manager.take(customer, 'suspend', c, { reason: '严重违约' }), 'state');
  await manager.take(customer, 'resume', c, { reason: '已付清' });
  expect(await manager.take(customer, 'terminate', c, { reason: '客户停业' })).toMatchObject({ state: 'terminated' });
  await refused(manager.edit(customer, c.id, { needs: '无' }), 'state');
  await refused(manager.take(customer, 'resume', c, { reason: '重新营业' }), 'state');
});

story(
  'PLT-001 ACC-038: sales see what is theirs or their department’s, a customer sees itself, others see nothing',
  async ({ as, asCustomer, given, refused }) => {
    const [east, west] = [await given(department, { name: '华东销售部' }), await given(department, { name: '华西销售部' })];
    const li = as('sales', { name: '小李', department: east.id });
    const zhao = as('sales', { name: '小赵', department: west.id });
    const mine = await li.create(customer, { name: '李的客户' });
    expect(mine).toMatchObject({ owner: await li.id(), department: east.id, version: 2 });
    await given(customer, { name: '小赵经手，但属华东', department: east.id, owner: await zhao.id() });
    expect((await li.list(customer)).items.map((c) => c.name).sort()).toEqual(['小赵经手，但属华东', '李的客户']);
    expect((await zhao.list(customer)).items.map((c) => c.name)).toEqual(['小赵经手，但属华东']);
    await refused(zhao.get(customer, mine), 'not-found');
    await refused(zhao.edit(customer, { id: mine.id, version: 2 }, { needs: '无' }), 'not-found');
    expect((await asCustomer(mine.id).list(customer)).items.map((c) => c.id)).toEqual([mine.id]);
    expect((await as('hr').list(customer)).items).toEqual([]);
    await refused(as('hr').get(customer, mine), 'not-found');
    await refused(as('hr').create(customer, { name: '人事的客户' }), 'not-allowed');
  },
);

story(
  'ACC-038 ACC-039: what is confidential is read by those authorised, and each reading is logged',
  async ({ as, given, company }) => {
    const c = await given(customer, { ...complete, taxId: '91310000MA1FL0001X', address: '上海市浦东新区 1 号' });
    const stores = await as('warehouse').get(customer, c);
    expect(stores.record).toMatchObject({ name: complete.name, phone: null, taxId: null, address: null });
    expect(stores.withheld).toEqual(['taxId', 'phone', 'address']);
    expect((await as('service_desk').get(customer, c)).record).toMatchObject({
      phone: complete.phone,
      address: '上海市浦东新区 1 号',
    });
    const { rows } = await company.world.db.owner.query('select actor, fields from access_log where record_id = $1', [c.id]);
    expect(rows).toEqual([{ actor: `employee:${await as('service_desk').id()}`, fields: ['taxId', 'phone', 'address'] }]);
  },
);

story('a customer is found by two characters of its name, and the index is what finds it', async ({ as, given, company }) => {
  await given(customer, { name: '宁波港务机械有限公司', shortName: '港机' });
  expect((await as('service_desk').list(customer, { q: '港机' })).items.map((c) => c.name)).toEqual(['宁波港务机械有限公司']);
  expect((await as('service_desk').list(customer, { q: '务机' })).items).toHaveLength(1);
  const { rows } = await company.world.db.owner.query<{ def: string }>(
    `select indexdef as def from pg_indexes where tablename = 'search_entry' and indexdef like '%gin%'`,
  );
  expect(rows.map((r) => r.def)).toEqual([expect.stringContaining('bigrams(text)')]);
});
