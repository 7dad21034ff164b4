import { expect } from 'vitest';
import { story } from '#testing/story';
import { delegation } from './delegation.ts';

const dates = { fromDate: '2026-11-20', untilDate: '2026-11-27', reason: '休假' };

story('everybody names their own stand-in; for others only those who keep their files do', async ({ as, refused }) => {
  const [wang, li, hr] = [as('finance', { name: '王会计' }), as('finance', { name: '李会计' }), as('hr')];
  const own = { employee: await wang.id(), standIn: await li.id(), ...dates };
  expect(await wang.create(delegation, own)).toMatchObject({ state: 'in_force' });
  await refused(li.create(delegation, own), 'not-allowed');
  const kept = await hr.create(delegation, own);
  await refused(li.take(delegation, 'end', kept, { reason: '不再需要' }), 'not-allowed');
  expect(await wang.take(delegation, 'end', kept, { reason: '提前返岗' })).toMatchObject({ state: 'ended' });
  await refused(wang.create(delegation, { ...own, standIn: await wang.id() }), '/standIn');
  await refused(wang.create(delegation, { ...own, untilDate: '2026-11-19' }), '/untilDate');
});
