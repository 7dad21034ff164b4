import { Component, type ReactNode } from 'react';
import { useSay } from '../preferences.tsx';
import { shellWords as w } from './words.ts';

/** When a page fails, the page says so and everything around it goes on. */
export class Boundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    return this.state.error ? <Failed error={this.state.error} /> : this.props.children;
  }
}

function Failed({ error }: { error: Error }) {
  const say = useSay();
  // A page that was not loaded before an update is not there any more.
  const gone = /dynamically imported module|module script/i.test(error.message);
  return (
    <div className="problem" role="alert">
      <div>
        <p>
          <strong>{say(gone ? w.newVersion : w.broken)}</strong>
        </p>
        {!gone && <p className="quiet">{error.message}</p>}
        <button type="button" onClick={() => location.reload()}>
          {say(w.reload)}
        </button>
      </div>
    </div>
  );
}
