import { type FormEvent, useState } from 'react';
import { Refusal } from '../../api/client.ts';
import type { ListView } from '../../api/routes.ts';
import type { Declared } from '../../declared.ts';
import { useSay } from '../../preferences.tsx';
import { Dialog } from '../dialog.tsx';
import { ProblemNote } from '../told.tsx';
import { kitWords } from '../words.ts';
import { useViewDeeds } from './views.ts';
import { listWords as w } from './words.ts';

interface ViewDialogProps {
  declared: Declared;
  /** The view that is changed; left out, a new one is made. */
  view?: ListView;
  /** What the list shows now: a new view keeps it. */
  question: Pick<ListView, 'query' | 'columns' | 'widths'>;
  onClose: () => void;
  /** Hears the view that is kept, or null when it was deleted. */
  onKept: (view: ListView | null) => void;
}

const SHARES = ['nobody', 'department', 'everybody'] as const;

/** Names a view, says who sees it, and whether the list opens with it. */
export function ViewDialog({ declared, view, question, onClose, onKept }: ViewDialogProps) {
  const say = useSay();
  const deeds = useViewDeeds(declared.record);
  const [name, setName] = useState(view?.name ?? '');
  const [shared, setShared] = useState<ListView['shared']>(view?.shared ?? 'nobody');
  const [standard, setStandard] = useState(view?.standard ?? false);
  const [sure, setSure] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const settle = (deed: Promise<ListView | null>): void => {
    setBusy(true);
    deed.then(onKept, setError).finally(() => setBusy(false));
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    settle(view ? deeds.change(view, { name, shared, standard }) : deeds.add({ ...question, name, shared, standard }));
  };
  const remove = (known: ListView): void => {
    if (sure) settle(deeds.remove(known).then(() => null));
    else setSure(true);
  };
  const isNameAtFault = error instanceof Refusal && error.slug === 'taken';
  return (
    <Dialog
      title={say(view ? w.viewEdit : w.viewNew)}
      onClose={onClose}
      foot={
        <>
          <button type="submit" form="view" className="primary" disabled={busy}>
            {say(kitWords.save)}
          </button>
          <button type="button" onClick={onClose}>
            {say(kitWords.cancel)}
          </button>
          {view && (
            <button type="button" className="danger" disabled={busy} onClick={() => remove(view)}>
              {say(sure ? w.viewDeleteSure : w.viewDelete)}
            </button>
          )}
        </>
      }
    >
      <form id="view" className="stack" onSubmit={submit}>
        <ProblemNote error={error} />
        <label className="field">
          <span className="field-name">{say(w.viewName)}</span>
          <input
            type="text"
            required
            maxLength={40}
            data-first
            value={name}
            aria-invalid={isNameAtFault}
            onChange={({ target }) => setName(target.value)}
          />
        </label>
        <fieldset className="field shares">
          <legend className="field-name">{say(w.viewShared)}</legend>
          {SHARES.map((share) => (
            <label key={share} className="check">
              <input type="radio" name="shared" checked={shared === share} onChange={() => setShared(share)} />
              {say(w.shares[share]!)}
            </label>
          ))}
        </fieldset>
        <label className="check">
          <input type="checkbox" checked={standard} onChange={({ target }) => setStandard(target.checked)} />
          {say(w.viewStandard)}
        </label>
      </form>
    </Dialog>
  );
}
