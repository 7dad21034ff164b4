import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';

const Context = createContext<(sentence: string) => void>(() => undefined);

const SEEN_MS = 5000;

/** Says what has been done, also to those who listen. Only good news: what was refused stays where it was asked. */
export function SaidProvider({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState<{ sentence: string } | null>(null);
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(null), SEEN_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const tell = useCallback((sentence: string) => setSaid({ sentence }), []);
  return (
    <Context value={tell}>
      {children}
      <div className="said" role="status">
        {said && <p>{said.sentence}</p>}
      </div>
    </Context>
  );
}

export const useTellDone = () => useContext(Context);
