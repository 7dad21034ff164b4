import type { Pair } from '#kernel/declare/words';
import type { Declared } from '../../declared.ts';
import { useSay } from '../../preferences.tsx';
import { RefText } from '../value.tsx';

/** What an entry about an approval is called, such as `报价评审：同意` of `review.approve`; undefined for every other entry. */
export function approvalStep({ words }: Declared, step: string): Pair | undefined {
  const [name = '', deed = ''] = step.split('.');
  const [approval, word] = [words.approvals?.[name]?.name, DEEDS[deed]];
  return approval && word && [`${approval[0]}：${word[0]}`, `${approval[1]}: ${word[1]}`];
}

const DEEDS: Record<string, Pair> = {
  opened: ['请各席审批', 'laid before its reviewers'],
  changed: ['所审内容有改动', 'what is reviewed has changed'],
  reconsidered: ['重新确定需要谁审批', 'who must decide was drawn anew'],
  withdrawn: ['已撤回', 'taken back'],
  lapsed: ['重新编制，原签字失效', 'begun anew; the signatures no longer hold'],
  approve: ['同意', 'approved'],
  object: ['不同意', 'objected'],
  return: ['退回重审', 'asked again'],
  hand_over: ['转审', 'handed over'],
  add: ['加签', 'a reviewer added'],
};

/** Which seat it was, for whom, who is asked instead or besides, and why. */
export function ApprovalEvidence({
  declared,
  step,
  evidence,
}: {
  declared: Declared;
  step: string;
  evidence: Record<string, unknown>;
}) {
  const say = useSay();
  const words = declared.words.approvals?.[step.split('.')[0] ?? ''];
  const seatWord = (seat: unknown) => {
    const word = typeof seat === 'string' ? words?.seats[seat] : undefined;
    return word && say(word);
  };
  const person = [evidence['to'], evidence['employee']].find((id) => typeof id === 'string' && UUID.test(id)) as
    | string
    | undefined;
  const checks = (evidence['checks'] ?? []) as string[];
  const parts = (evidence['parts'] ?? []) as string[];
  const said = [
    seatWord(evidence['seat']),
    person === undefined ? seatWord(evidence['to']) : undefined,
    parts.map((part) => say(declared.words.fields[part] ?? declared.words.lines[part] ?? [part, part])).join(say(COMMA)),
    checks.map((check) => say(words?.checks[check] ?? [check, check])).join(say(COMMA)),
    evidence['reason'],
  ].filter((text): text is string => typeof text === 'string' && text !== '');
  return (
    <p>
      {said.join(' · ')} {person && <RefText to="employee" id={person} />}
      {typeof evidence['for'] === 'string' && (
        <>
          {' '}
          {say(INSTEAD)} <RefText to="employee" id={evidence['for']} />
        </>
      )}
    </p>
  );
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const COMMA: Pair = ['、', ', '];
const INSTEAD: Pair = ['代', 'for'];
