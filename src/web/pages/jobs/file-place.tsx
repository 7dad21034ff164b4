import { type DragEvent, useId, useRef, useState } from 'react';
import type { RecordImport } from '../../api/routes.ts';
import type { Declared } from '../../declared.ts';
import { ProblemNote } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { jobWords as w } from './words.ts';

/** Where a file is chosen or dropped; a template is at hand. */
export function FilePlace({ declared: { record }, onBegun }: { declared: Declared; onBegun: (begun: RecordImport) => void }) {
  const say = useSay();
  const api = useApi();
  const hint = useId();
  const chooser = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const take = async (file: File | undefined): Promise<void> => {
    if (!file || busy) return;
    setBusy(true);
    setError(null);
    try {
      onBegun(await api.sendFile<RecordImport>('/api/imports', file, { record: record.name, name: file.name }));
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
      if (chooser.current) chooser.current.value = ''; // the same file, mended, is chosen again
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  return (
    <div className="stack">
      <div
        className={`file-place${over ? ' over' : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <button
          type="button"
          className="primary"
          aria-describedby={hint}
          disabled={busy}
          onClick={() => chooser.current?.click()}
        >
          {say(busy ? w.uploading : w.chooseFile)}
        </button>
        <input
          ref={chooser}
          type="file"
          hidden
          accept=".xlsx,.csv,.txt,text/csv"
          onChange={({ target }) => void take(target.files?.[0])}
        />
        <p id={hint} className="quiet">
          {say(w.fileHint)}
        </p>
        <a className="button" href={`/api/imports/template/${record.name}`} download>
          {say(w.template)}
        </a>
      </div>
      <ProblemNote error={error} />
    </div>
  );
}
