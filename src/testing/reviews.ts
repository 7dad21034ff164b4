import type { ProblemBody } from '#kernel/problem';
import type { TaskInFull } from '#kernel/run/approval/inbox';
import { type Person, type RawAnswer, Refusal } from './person.ts';

/** A decision as it is answered, in one language. */
export type ToldTask = Omit<TaskInFull, 'approvalName' | 'seatName'> & {
  approvalName: string;
  seatName: string;
  people: Record<string, string>;
};

/** Everything that waits for somebody's decision. */
export async function tasksFor(person: Person): Promise<ToldTask[]> {
  return accepted(await person.send('GET', '/api/approvals?limit=200')).items as ToldTask[];
}

/** The decision on a record that waits for somebody, in full; of several seats the one named. */
export async function taskFor(person: Person, record: { id: string }, seat?: string): Promise<ToldTask> {
  const found = (await tasksFor(person)).find((t) => t.recordId === record.id && (seat === undefined || t.seat === seat));
  if (!found) throw new Error('Nothing waits for this person there.');
  return accepted(await person.send('GET', `/api/approvals/${found.id}`)) as ToldTask;
}

/** Approves what waits for somebody on a record, with every point checked. */
export async function approve(person: Person, record: { id: string }, seat?: string): Promise<{ id: string; state: string }> {
  const task = await taskFor(person, record, seat);
  return review(person, task, 'approve', { checks: task.checks.map(({ name }) => name) });
}

/** A deed on a decision. The content is the one that was seen, unless `body` names another. */
export async function review(
  person: Person,
  task: Pick<ToldTask, 'id' | 'content'>,
  deed: 'approve' | 'object' | 'return' | 'hand_over' | 'add',
  body: object,
): Promise<{ id: string; state: string }> {
  const seen = deed === 'hand_over' || deed === 'add' ? {} : { content: task.content };
  return accepted(await person.send('POST', `/api/approvals/${task.id}/${deed}`, { ...seen, ...body })).record as never;
}

function accepted({ status, body }: RawAnswer): Record<string, unknown> {
  if (status >= 400) throw new Refusal(body as ProblemBody);
  return body as Record<string, unknown>;
}
