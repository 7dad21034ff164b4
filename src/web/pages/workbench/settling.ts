import { type AnyRecord, froms, startsOf } from '#kernel/declare/record';
import type { RecordView } from '../../api/records.ts';
import { pathOfLife } from '../../kit/record-page/path.ts';

/** The deadline that a promise (its control) comes from; none where it does not come from a record's declaration. */
const deadlineOf = (record: AnyRecord, control: string) => record.deadlines[control.split('.')[2] ?? ''];

/**
 * The steps that keep a promise and that one of these roles may take: from the states in which it opens, or where others lie between, from
 * wherever they start.
 */
export function keepingSteps(record: AnyRecord, control: string, roles: readonly string[]): string[] {
  const deadline = deadlineOf(record, control);
  if (!deadline) return [];
  const keeping = Object.entries(record.lifecycle).filter(
    ([, { to, by }]) => deadline.keptBy.includes(to) && by.some((role) => roles.includes(role)),
  );
  const opening = keeping.filter(([, { from }]) => froms({ from }).some((state) => startsOf(deadline).includes(state)));
  return (opening.length > 0 ? opening : keeping).map(([name]) => name);
}

/** Whether a promise is a seat's decision in an approval, which has a page of its own. */
export const isApproval = (control: string): boolean => control.split('.')[1] === 'approvals';

/** Whether keeping a promise is choosing: it is an approval, or several steps keep it and lead to different states. */
export const isDecision = (record: AnyRecord, control: string, roles: readonly string[]): boolean =>
  isApproval(control) || new Set(keepingSteps(record, control, roles).map((step) => record.lifecycle[step]!.to)).size > 1;

/**
 * What can be done now for a promise on a record: the possible steps that keep it; where it takes several steps to get there, the
 * possible ones that lead on; where none is possible, those that would be but for what is missing. The first that is not empty.
 */
export function stepsFor(record: AnyRecord, control: string, { record: doc, can }: RecordView): string[] {
  const keptBy = deadlineOf(record, control)?.keptBy ?? [];
  const here = Object.keys(can).filter(
    (name) =>
      froms(record.lifecycle[name]!).includes(doc.state) &&
      record.lifecycle[name]!.by.some((role) => role !== 'system') &&
      !can[name]!.because.some(({ rule }) => rule === 'role'),
  );
  const keeping = here.filter((name) => keptBy.includes(record.lifecycle[name]!.to));
  const next = pathOfLife(record, doc.state).find(({ when }) => when === 'ahead')?.state;
  const onwards = here.filter((name) => record.lifecycle[name]!.to === next);
  const possible = (names: readonly string[]) => names.filter((name) => can[name]!.allowed);
  return [possible(keeping), possible(onwards), keeping, onwards].find((names) => names.length > 0) ?? [];
}
