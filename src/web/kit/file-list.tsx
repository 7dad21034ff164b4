import { type ReactNode, useEffect, useState } from 'react';
import type { StoredFile } from '#kernel/declare/fields';
import { useSay } from '../preferences.tsx';
import './files.css';
import { isWaiting, waitingBlob } from './form/upload.ts';
import { Icon } from './icon.tsx';
import { fileWords as w } from './words.ts';

/** Files as one sees them: photos small, others by name; each opens. `more` is what can be done with one. */
export function FileList({ files, more }: { files: readonly StoredFile[]; more?: (file: StoredFile) => ReactNode }) {
  const say = useSay();
  return (
    <ul className="files">
      {files.map((file) => (
        <li key={file.id}>
          <Opening file={file}>
            {isPicture(file) ? <Thumbnail file={file} /> : <Icon name="paper" size={22} />}
            <span className="file-name">{file.name}</span>
          </Opening>
          <small className="quiet">
            {sizeText(file.size)}
            {isWaiting(file) && ` · ${say(w.waiting)}`}
          </small>
          {more?.(file)}
        </li>
      ))}
    </ul>
  );
}

const isPicture = ({ type }: StoredFile): boolean => /^image\/(jpeg|png|webp|gif)$/.test(type);

function Opening({ file, children }: { file: StoredFile; children: ReactNode }) {
  if (isWaiting(file)) return <span className="file">{children}</span>;
  return (
    <a className="file" href={`/api/files/${file.id}`} target="_blank" rel="noreferrer" title={file.name}>
      {children}
    </a>
  );
}

/** The photo itself, small; one that waits to be uploaded is shown from this device. */
function Thumbnail({ file }: { file: StoredFile }) {
  const [here, setHere] = useState<string | null>(null);
  const waits = isWaiting(file);
  useEffect(() => {
    if (!waits) return;
    let address: string | undefined;
    let gone = false;
    void waitingBlob(file.id).then((blob) => {
      if (!blob || gone) return;
      address = URL.createObjectURL(blob);
      setHere(address);
    });
    return () => {
      gone = true;
      if (address) URL.revokeObjectURL(address);
    };
  }, [file.id, waits]);
  if (waits && here === null) return <Icon name="paper" size={22} />;
  return <img src={here ?? `/api/files/${file.id}`} alt="" loading="lazy" width="72" height="72" />;
}

const sizeText = (bytes: number): string =>
  bytes >= 1_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1000))} kB`;
