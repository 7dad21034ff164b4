import type { Kind } from './kind.ts';

/** A prepared statement: its text is planned once per connection under its name. */
export interface Statement {
  name: string;
  text: string;
}

const made = new WeakMap<Kind, Map<string, Statement>>();
let count = 0;

/** The statement of a kind for a purpose, built when first asked for. `purpose` must say everything that the text depends on. */
export function named(kind: Kind, purpose: string, build: () => string): Statement {
  let own = made.get(kind);
  if (!own) made.set(kind, (own = new Map()));
  let statement = own.get(purpose);
  if (!statement) own.set(purpose, (statement = { name: `k${++count}`, text: build() }));
  return statement;
}
