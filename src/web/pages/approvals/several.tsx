import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useForgetRecords } from '../../api/records.ts';
import type { ApprovalTask, Routes } from '../../api/routes.ts';
import { Dialog } from '../../kit/dialog.tsx';
import { ProblemNote } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { Checks } from './checks.tsx';
import { approvalWords as w } from './words.ts';

interface Answer {
  decision: 'approve' | 'object';
  reason: string;
  checks: readonly string[];
}

type Result = Routes['POST /api/approvals/decide']['answer']['results'][number];

const EMPTY: Answer = { decision: 'approve', reason: '', checks: [] };

/** Decides on several, each with a decision and a reason of its own. What is refused stays, with why. */
export function Several({ tasks, onClose }: { tasks: readonly ApprovalTask[]; onClose: (done: readonly string[]) => void }) {
  const say = useSay();
  const api = useApi();
  const form = useId();
  const forget = useForgetRecords();
  const [asked] = useState(tasks);
  const [answers, setAnswers] = useState<Readonly<Record<string, Answer>>>({});
  const [lacking, setLacking] = useState<readonly string[]>([]);
  const answerOf = (id: string): Answer => answers[id] ?? EMPTY;
  const set = (id: string, more: Partial<Answer>) => setAnswers((now) => ({ ...now, [id]: { ...(now[id] ?? EMPTY), ...more } }));
  const [results, setResults] = useState<readonly Result[]>([]);
  const done = results.filter((one) => one.done).map(({ id }) => id);
  const left = asked.filter(({ id }) => !done.includes(id));
  const sending = useMutation({
    mutationFn: (tasks: readonly ApprovalTask[]) => {
      const items = tasks.map(({ id, content }) => {
        const { decision, reason, checks } = answerOf(id);
        return { id, content, decision, reason: reason.trim(), ...(decision === 'approve' && { checks: [...checks] }) };
      });
      return api.call('POST /api/approvals/decide', { body: { items } });
    },
    onSuccess: (answer) => {
      const now = new Set(answer.results.map(({ id }) => id));
      setResults((before) => [...before.filter(({ id }) => !now.has(id)), ...answer.results]);
      void forget();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const short = left.filter(({ id, checks }) => {
      const { decision, reason, checks: checked } = answerOf(id);
      return reason.trim().length < 2 || (decision === 'approve' && checked.length < checks.length);
    });
    setLacking(short.map(({ id }) => id));
    if (short.length === 0) sending.mutate(left);
  };
  const foot = (
    <>
      {results.length > 0 && <span>{say(w.results(done.length, asked.length))}</span>}
      <button type="button" onClick={() => onClose(done)}>
        {say(left.length === 0 ? w.done : w.skip)}
      </button>
      {left.length > 0 && (
        <button type="submit" form={form} className="primary" disabled={sending.isPending}>
          {say(w.decide)}
        </button>
      )}
    </>
  );
  return (
    <Dialog title={say(w.several(asked.length))} onClose={() => onClose(done)} foot={foot} wide>
      <form id={form} onSubmit={submit} className="form" noValidate>
        <ProblemNote error={sending.error} />
        {asked.map((task) => {
          const { decision, reason, checks } = answerOf(task.id);
          const result = results.find(({ id }) => id === task.id);
          return (
            <section key={task.id} className="approval-item">
              <h3>
                {task.seatName} · {typeof task.title === 'string' ? task.title : ''} <span className="number">{task.number}</span>
              </h3>
              {result?.done ? (
                <p>{say(w.done)}</p>
              ) : (
                <>
                  {result && (
                    <p className="problem" role="alert">
                      {result.problem?.title}
                    </p>
                  )}
                  <label className="field">
                    <span>{say(w.decision)}</span>
                    <select
                      value={decision}
                      onChange={({ target }) => set(task.id, { decision: target.value as Answer['decision'] })}
                    >
                      <option value="approve">{say(w.deeds.approve)}</option>
                      <option value="object">{say(w.deeds.object)}</option>
                    </select>
                  </label>
                  {decision === 'approve' && task.checks.length > 0 && (
                    <Checks checks={task.checks} value={checks} onChange={(value) => set(task.id, { checks: value })} />
                  )}
                  <label className="field">
                    <span>{say(w.reason)}</span>
                    <textarea rows={2} value={reason} onChange={({ target }) => set(task.id, { reason: target.value })} />
                  </label>
                  {lacking.includes(task.id) && (
                    <p className="problem" role="alert">
                      {say(reason.trim().length < 2 ? w.missing : w.missingChecks)}
                    </p>
                  )}
                </>
              )}
            </section>
          );
        })}
      </form>
    </Dialog>
  );
}
