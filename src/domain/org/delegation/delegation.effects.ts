import { invalid, notAllowed } from '#kernel/problem';
import { effectsFor } from '#kernel/run/kind';
import type { Deed } from '#kernel/run/scene';
import { type Delegation, delegation } from './delegation.ts';

/** People who keep the files of others. */
const KEEPERS = ['admin', 'hr'];

export const delegationEffects = effectsFor(delegation, {
  create: async (_, deeds) => {
    refuseForOthers(deeds);
    refuseImpossible(deeds);
  },
  end: async (_, deeds) => refuseForOthers(deeds),
});

/** Everybody names their own stand-in; for others only those who keep their files do. */
function refuseForOthers(deeds: readonly Deed<Delegation>[]): void {
  const wrong = deeds.some(
    ({ record, actor }) =>
      actor.id !== 'system' && actor.employee !== record.employee && !KEEPERS.some((role) => actor.roles.includes(role)),
  );
  if (wrong) throw notAllowed(KEEPERS);
}

function refuseImpossible(deeds: readonly Deed<Delegation>[]): void {
  const errors = deeds.flatMap(({ record }) => [
    ...(record.standIn === record.employee
      ? [{ pointer: '/standIn', detail: { zh: '请选择另一位同事。', en: 'Choose a colleague.' } }]
      : []),
    ...(record.untilDate < record.fromDate
      ? [{ pointer: '/untilDate', detail: { zh: '结束日期不能早于开始日期。', en: 'The last day is before the first.' } }]
      : []),
  ]);
  if (errors.length > 0) throw invalid(errors);
}
