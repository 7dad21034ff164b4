import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'vitest';
import { delegation } from '#domain/org/delegation/delegation';
import type { RoleName } from '#domain/org/roles';
import { quotation } from '#domain/sales/quotation/quotation';
import { workingHours } from '#kernel/declare/span';
import { keyIdOf } from '#kernel/run/journal/seal';
import { verify } from '#kernel/run/journal/verify';
import { systemActor } from '#kernel/run/tx';
import { commitmentTable } from '#server/journal-places';
import { kinds } from '#server/registry';
import { submitted } from '#testing/quotations';
import { approve, review, taskFor, tasksFor } from '#testing/reviews';
import { story, type Teller } from '#testing/story';
import { journalKey } from '#testing/world';

type Named = Pick<Teller, 'as'>;
const author = ({ as }: Named) => as('sales', { name: '小林' });
const departments = ({ as }: Named) =>
  [as('sales_manager', { name: '周经理' }), as('technical', { name: '李工' }), as('finance', { name: '王会计' })] as const;
const reason = '见附件';

/** Somebody who submits quotations and holds every role that reviews them. */
const almighty = ({ as }: Named) =>
  as(['sales', 'sales_manager', 'technical', 'finance', 'general_manager', 'admin'] as RoleName[], { name: '多面手' });

story('the requester decides by no path: not by role, not standing in, not when added or handed over', async (teller) => {
  const { as, given, refused } = teller;
  const requester = almighty(teller);
  const finance = as('finance', { name: '王会计' });
  const q = await submitted(requester, '自审客户');
  expect((await tasksFor(requester)).filter((t) => t.recordId === q.id)).toEqual([]);
  const task = await taskFor(finance, q);
  await refused(review(requester, task, 'approve', { checks: task.checks.map((c) => c.name) }), 'requester');
  await refused(review(requester, task, 'hand_over', { to: await finance.id(), reason }), 'requester');
  await refused(review(finance, task, 'hand_over', { to: await requester.id(), reason }), 'requester');
  await refused(review(finance, task, 'add', { employee: await requester.id(), order: 'before', reason }), 'requester');
  const dates = { fromDate: '2026-11-01', untilDate: '2026-12-31', reason: '出差' };
  // The reviewer is away and the requester stands in; and the requester is away and somebody without the role stands in for them.
  await given(delegation, { employee: await finance.id(), standIn: await requester.id(), ...dates });
  await refused(review(requester, task, 'approve', { checks: task.checks.map((c) => c.name) }), 'requester');
  const clerk = as('legal', { name: '小黄' });
  await given(delegation, { employee: await requester.id(), standIn: await clerk.id(), ...dates });
  expect((await tasksFor(clerk)).filter((t) => t.recordId === q.id)).toEqual([]);
  await refused(review(clerk, task, 'approve', { checks: task.checks.map((c) => c.name) }), 'not-allowed');
});

story('whoever made the record does not decide either, though a colleague submits it', async (teller) => {
  const { as, refused } = teller;
  const maker = almighty(teller);
  const q = await submitted(maker, '代提客户');
  await maker.take(quotation, 'recall', q, { reason: '请同事提交' });
  await as('sales_manager', { name: '周经理' }).take(quotation, 'submit', q);
  const task = await taskFor(as('finance', { name: '陈会计' }), q);
  await refused(review(maker, task, 'approve', { checks: task.checks.map((c) => c.name) }), 'requester');
});

story('while somebody is away their stand-in decides, and it is known for whom', async (teller) => {
  const { as, at, get } = teller;
  const q = await submitted(author(teller), '请假客户');
  const [, technical] = departments(teller);
  const colleague = as('employee', { name: '赵工' });
  const standIn = as(['production', 'technical'], { name: '孙工' });
  const nobody = as('legal', { name: '吴法务' });
  await technical.create(delegation, {
    employee: await technical.id(),
    standIn: await nobody.id(),
    fromDate: '2026-11-17',
    untilDate: '2026-11-18',
    reason: '休假',
  });
  expect(await tasksFor(nobody)).toEqual([]);
  await at('2026-11-17T09:00+08:00');
  const task = await taskFor(nobody, q);
  expect(task).toMatchObject({ seat: 'technical', for: await technical.id() });
  await approve(nobody, q);
  const { record } = await get(quotation, q);
  const signed = (record as unknown as { approvals: { review: { ballots: { seat: string; decided: object | null }[] } } })
    .approvals;
  expect(signed.review.ballots.find((b) => b.seat === 'technical')!.decided).toMatchObject({
    by: `employee:${await nobody.id()}`,
    for: await technical.id(),
  });
  expect(await tasksFor(colleague)).toEqual([]);
  await at('2026-11-19T09:00+08:00');
  expect(await tasksFor(nobody)).toEqual([]);
  expect((await tasksFor(standIn)).filter((t) => t.recordId === q.id)).toEqual([]);
});

story('one more reviewer, somebody else, back to another seat, and back to the requester', async (teller) => {
  const { as, get, refused } = teller;
  const q = await submitted(author(teller), '流转客户');
  const [sales, technical, finance] = departments(teller);
  const expert = as('legal', { name: '郑法务' });
  const auditor = as('finance', { name: '冯会计' });
  const task = await taskFor(finance, q);
  await refused(review(finance, task, 'add', { employee: await as('warehouse').id(), order: 'before', reason }), '/employee');
  await review(finance, task, 'add', { employee: await expert.id(), order: 'before', reason: '付款条件请法务看' });
  await refused(review(finance, task, 'approve', { checks: [] }), 'wrong-state');
  expect(await taskFor(expert, q)).toMatchObject({ seat: 'finance', added: { order: 'before' } });
  await approve(expert, q);
  const mine = await taskFor(finance, q);
  expect(mine.id).not.toBe(task.id);
  const handed = await taskFor(finance, q);
  await review(finance, handed, 'hand_over', { to: await auditor.id(), reason: '由冯会计处理' });
  const theirs = await taskFor(auditor, q);
  expect(theirs.dueAt).toBe(handed.dueAt);
  await refused(review(finance, theirs, 'approve', { checks: theirs.checks.map((c) => c.name) }), 'not-allowed');
  await approve(auditor, q);
  await approve(technical, q);
  const last = await taskFor(sales, q);
  expect([...last.returnable].sort()).toEqual(['finance', 'technical']);
  await refused(review(sales, last, 'return', { to: 'sales', reason }), '/to');
  await review(sales, last, 'return', { to: 'technical', reason: '指标写错' });
  expect(await taskFor(technical, q)).toMatchObject({ again: { why: 'returned', reason: '指标写错' } });
  expect((await tasksFor(auditor)).filter((t) => t.recordId === q.id)).toEqual([]);
  const back = await review(technical, await taskFor(technical, q), 'object', { reason: '重新编制' });
  expect(back).toMatchObject({ state: 'draft', approvals: { review: { outcome: 'returned' } } });
  const owed = (await finance.commitments(quotation, q)).filter((p) => p.control.includes('approvals'));
  expect(owed.filter((p) => p.outcome === 'open')).toEqual([]);
  expect((await get(quotation, q)).can.submit.allowed).toBe(true);
});

story('what has changed since it was seen is not approved unseen, and nothing is decided twice', async (teller) => {
  const { refused } = teller;
  const requester = author(teller);
  const q = await submitted(requester, '未见客户');
  const [, technical] = departments(teller);
  const seen = await taskFor(technical, q);
  const checks = seen.checks.map((c) => c.name);
  await requester.edit(quotation, q.id, { technicalIndex: '公称压力 2.5 MPa' });
  expect((await refused(review(technical, seen, 'approve', { checks }), 'stale'))['content']).toBe(2);
  expect(await taskFor(technical, q)).toMatchObject({ id: seen.id, content: 2, differences: null });
  const both = await Promise.allSettled([0, 1].map(() => review(technical, { ...seen, content: 2 }, 'approve', { checks })));
  expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
});

story('three departments decide at the same moment, and the record goes on once', async (teller) => {
  const q = await submitted(author(teller), '同时客户');
  const people = departments(teller);
  const tasks = await Promise.all(people.map((p) => taskFor(p, q)));
  const states = await Promise.all(
    people.map((p, i) => review(p, tasks[i]!, 'approve', { checks: tasks[i]!.checks.map((c) => c.name) })),
  );
  expect(states.filter((doc) => doc.state === 'approved')).toHaveLength(1);
  const entries = await people[0].journal(quotation, q);
  expect(entries.filter((e) => e.step === 'pass_review')).toHaveLength(1);
  expect(entries.filter((e) => e.step === 'review.approve')).toHaveLength(3);
});

story('several are decided at once, each with a reason of its own and by itself', async (teller) => {
  const { refused } = teller;
  const requester = author(teller);
  const [, , finance] = departments(teller);
  const [one, two, three] = [
    await submitted(requester, '批量客户一'),
    await submitted(requester, '批量客户二'),
    await submitted(requester, '批量客户三'),
  ];
  const tasks = await Promise.all([one, two, three].map((q) => taskFor(finance, q)));
  const checks = tasks[0]!.checks.map((c) => c.name);
  const items = tasks.map(({ id, content }, i) =>
    i === 0
      ? { id, content, decision: 'approve', checks, reason: '合理' }
      : i === 1
        ? { id, content, decision: 'object', reason: '成本偏高' }
        : { id, content: 99, decision: 'approve', checks, reason: '合理' },
  );
  const { body } = await finance.send('POST', '/api/approvals/decide', { items });
  expect(body.results).toMatchObject([
    { done: true, state: 'in_review' },
    { done: true, state: 'draft' },
    { done: false, problem: { type: '/problems/stale' } },
  ]);
  const unfounded = await finance.send('POST', '/api/approvals/decide', { items: [{ ...items[2], reason: undefined }] });
  expect(unfounded.status).toBe(422);
  await refused(finance.take(quotation, 'submit', two), 'not-allowed');
});

story('where nobody decides in time, whoever hears of it lays it before somebody else', async (teller) => {
  const { as, later, refused } = teller;
  const q = await submitted(author(teller), '无人处理客户');
  const [sales, technical] = departments(teller);
  const task = await taskFor(technical, q);
  const stranger = as('market');
  await refused(review(stranger, task, 'hand_over', { to: await sales.id(), reason }), 'not-found');
  await refused(review(as('finance', { name: '陈会计' }), task, 'hand_over', { to: await sales.id(), reason }), 'not-allowed');
  await later(workingHours(9));
  const engineer = as('technical', { name: '孙工' });
  await review(sales, task, 'hand_over', { to: await engineer.id(), reason: '李工出差' });
  expect((await tasksFor(technical)).filter((t) => t.recordId === q.id)).toEqual([]);
  expect(await taskFor(engineer, q)).toMatchObject({ seat: 'technical', dueAt: task.dueAt });
  await approve(engineer, q);
});

story('taken back, it waits for nobody, and the system itself cannot pass it', async (teller) => {
  const { given, refused } = teller;
  const requester = author(teller);
  const q = await submitted(requester, '撤回客户');
  const [sales] = departments(teller);
  await expect(
    teller.company.world.kernel.write(systemActor, teller.now(), (tx) => tx.take(quotation, 'pass_review', [{ id: q.id }])),
  ).rejects.toMatchObject({
    slug: 'refused',
    extensions: { because: [{ rule: 'review', control: 'quotation.pass_review.review' }] },
  });
  await requester.take(quotation, 'recall', q, { reason: '写错了' });
  expect((await tasksFor(sales)).filter((t) => t.recordId === q.id)).toEqual([]);
  const owed = (await requester.commitments(quotation, q)).filter((p) => p.control.includes('approvals'));
  expect(owed.map((p) => p.outcome)).toEqual(['released', 'released', 'released']);
  const bare = given(quotation, { customer: q.customer, subject: '系统', channel: 'online' }, ['pass_review']);
  await expect(bare).rejects.toMatchObject({ slug: 'wrong-state' });
  await refused(sales.take(quotation, 'release', q), 'state');
  const unknown = await sales.send('GET', `/api/approvals/${q.id}`);
  expect([unknown.status, (await sales.send('POST', '/api/approvals/x/approve', { content: 1 })).status]).toEqual([404, 404]);
});

story('what is decided is chained to the record, and an approval altered past the system is found', async (teller) => {
  const { company } = teller;
  const q = await submitted(author(teller), '可证客户');
  const [sales, technical, finance] = departments(teller);
  for (const person of [sales, technical]) await approve(person, q);
  await author(teller).edit(quotation, q.id, { importantTerms: '预付 30%' });
  for (const person of [sales, finance]) await approve(person, q);
  const { owner } = company.world.db;
  const pair = generateKeyPairSync('ed25519');
  const keys = { journal: journalKey, ...pair, keyId: keyIdOf(pair.publicKey) };
  const checked = () => verify(owner, keys, null, { records: [...kinds, commitmentTable] });
  expect(await checked()).toMatchObject({ ok: true, faults: [] });
  await owner.query(`update quotation set approvals = jsonb_set(approvals, '{review,outcome}', '"approved"') where id = $1`, [
    q.id,
  ]);
  expect((await checked()).faults).toMatchObject([{ recordId: q.id, fields: ['/approvals'] }]);
});
