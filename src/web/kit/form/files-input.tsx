import { type ClipboardEvent, type DragEvent, useId, useRef, useState } from 'react';
import type { StoredFile } from '#kernel/declare/fields';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { FileList } from '../file-list.tsx';
import { Icon } from '../icon.tsx';
import { ProblemNote } from '../told.tsx';
import { fileWords as w } from '../words.ts';
import { takeIn } from './upload.ts';

interface FilesInputProps {
  value: readonly StoredFile[];
  onChange: (change: (before: readonly StoredFile[]) => StoredFile[]) => void;
  most: number;
  /** What the files are, for those who do not see it beside them. */
  label: string;
  invalid: boolean;
  describedBy?: string | undefined;
}

/** Files to choose, to drop, to paste or to photograph. Each is uploaded as soon as it is here; without a connection it waits. */
export function FilesInput({ value, onChange, most, label, invalid, describedBy }: FilesInputProps) {
  const say = useSay();
  const api = useApi();
  const [under, setUnder] = useState(0); // ways to the server that are open
  const [over, setOver] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const add = async (chosen: readonly File[]): Promise<void> => {
    setError(null);
    const fitting = chosen.slice(0, Math.max(0, most - value.length));
    setUnder((n) => n + fitting.length);
    for (const file of fitting) {
      try {
        const stored = await takeIn(api, file);
        onChange((before) => [...before, stored]);
      } catch (failed) {
        setError(failed);
      } finally {
        setUnder((n) => n - 1);
      }
    }
  };
  const dropped = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void add([...event.dataTransfer.files]);
  };
  const pasted = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    void add([...event.clipboardData.files]);
  };
  const full = value.length >= most;
  return (
    <div
      ref={box}
      className={`drop${over ? ' over' : ''}`}
      onDragOver={(event) => (event.preventDefault(), setOver(true))}
      onDragLeave={() => setOver(false)}
      onDrop={dropped}
      onPaste={pasted}
    >
      {value.length > 0 && (
        <FileList
          files={value}
          more={(file) => (
            <button
              type="button"
              className="plain square"
              aria-label={say(w.remove(file.name))}
              onClick={() => onChange((before) => before.filter(({ id: one }) => one !== file.id))}
            >
              <Icon name="trash" size={14} />
            </button>
          )}
        />
      )}
      {!full && (
        <p className="row">
          <label className="button touch-only" htmlFor={`${id}-camera`}>
            <Icon name="camera" /> {say(w.photograph)}
            <input
              id={`${id}-camera`}
              className="visually-hidden"
              type="file"
              accept="image/*"
              capture="environment"
              aria-label={`${label}: ${say(w.photograph)}`}
              onChange={({ target }) => void add([...(target.files ?? [])]).finally(() => (target.value = ''))}
            />
          </label>
          <label className="button" htmlFor={`${id}-files`}>
            <Icon name="clip" /> {say(w.choose)}
            <input
              id={`${id}-files`}
              className="visually-hidden"
              type="file"
              multiple
              aria-label={`${label}: ${say(w.choose)}`}
              aria-invalid={invalid}
              aria-describedby={describedBy}
              onChange={({ target }) => void add([...(target.files ?? [])]).finally(() => (target.value = ''))}
            />
          </label>
          <small className="quiet mouse-only">{say(w.dropHere)}</small>
        </p>
      )}
      <p role="status" className="quiet">
        {under > 0 ? say(w.uploading(under)) : full ? say(w.full(most)) : ''}
      </p>
      {error !== null && <ProblemNote error={error} />}
    </div>
  );
}
