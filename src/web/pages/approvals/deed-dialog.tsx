import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { Refusal } from '../../api/client.ts';
import type { ApprovalTaskInFull } from '../../api/routes.ts';
import { Dialog } from '../../kit/dialog.tsx';
import { RefPicker } from '../../kit/form/ref-picker.tsx';
import { ProblemNote } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { Checks } from './checks.tsx';
import { approvalWords as w } from './words.ts';

export type Deed = keyof typeof w.deeds;

interface DeedProps {
  task: ApprovalTaskInFull;
  deed: Deed;
  onClose: () => void;
  onDone: () => void;
  /** What is reviewed has changed: it is read again, and what was typed stays. */
  onStale: () => void;
}

/** Asks for what a deed needs, and does it. */
export function DeedDialog({ task, deed, onClose, onDone, onStale }: DeedProps) {
  const say = useSay();
  const api = useApi();
  const form = useId();
  const [checks, setChecks] = useState<readonly string[]>([]);
  const [reason, setReason] = useState('');
  const [person, setPerson] = useState<string | null>(null);
  const [seat, setSeat] = useState(task.returnable[0] ?? '');
  const [order, setOrder] = useState<'before' | 'after'>('before');
  const [missing, setMissing] = useState<string | null>(null);
  const sending = useMutation({
    mutationFn: () => {
      const path = `/api/approvals/${task.id}/${deed}`;
      const { content } = task;
      const said = reason.trim();
      const bodies = {
        approve: { content, checks, ...(said !== '' && { reason: said }) },
        object: { content, reason: said },
        return: { content, to: seat, reason: said },
        hand_over: { to: person, reason: said },
        add: { employee: person, order, reason: said },
      };
      return api.send('POST', path, { body: bodies[deed] });
    },
    onSuccess: onDone,
    onError: (error) => {
      if (error instanceof Refusal && error.slug === 'stale') onStale();
    },
  });
  const needsPerson = deed === 'hand_over' || deed === 'add';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const lacking =
      deed === 'approve' && checks.length < task.checks.length
        ? say(w.missingChecks)
        : needsPerson && person === null
          ? say(w.missingPerson)
          : deed !== 'approve' && reason.trim().length < 2
            ? say(w.missing)
            : null;
    setMissing(lacking);
    if (lacking === null) sending.mutate();
  };
  const foot = (
    <>
      <button type="button" onClick={onClose}>
        {say(w.skip)}
      </button>
      <button type="submit" form={form} className="primary" disabled={sending.isPending}>
        {say(w.deeds[deed])}
      </button>
    </>
  );
  return (
    <Dialog title={say(w.deeds[deed])} onClose={onClose} foot={foot}>
      <form id={form} onSubmit={submit} className="form" noValidate>
        {deed === 'object' && <p className="quiet">{say(w.objectNote)}</p>}
        {deed === 'approve' && task.checks.length > 0 && <Checks checks={task.checks} value={checks} onChange={setChecks} />}
        {deed === 'return' && (
          <label className="field">
            <span>{say(w.to)}</span>
            <select value={seat} onChange={({ target }) => setSeat(target.value)}>
              {task.returnable.map((name) => (
                <option key={name} value={name}>
                  {task.seats.find((one) => one.seat === name)?.name ?? name}
                </option>
              ))}
            </select>
          </label>
        )}
        {needsPerson && (
          <div className="field">
            <span>{say(w.person)}</span>
            <RefPicker to="employee" value={person} onChange={(id) => setPerson(id)} label={say(w.person)} />
          </div>
        )}
        {deed === 'add' && (
          <label className="field">
            <span>{say(w.order)}</span>
            <select value={order} onChange={({ target }) => setOrder(target.value as 'before' | 'after')}>
              <option value="before">{say(w.before)}</option>
              <option value="after">{say(w.after)}</option>
            </select>
          </label>
        )}
        <label className="field">
          <span>{say(deed === 'approve' ? w.optionalReason : w.reason)}</span>
          <textarea rows={3} value={reason} onChange={({ target }) => setReason(target.value)} />
        </label>
        {missing && (
          <p className="problem" role="alert">
            {missing}
          </p>
        )}
        <ProblemNote error={sending.error} />
      </form>
    </Dialog>
  );
}
