/**
 * Whoever asks for something: an employee with a session, a program with an API key, or the system itself.
 * A value of this type has been authenticated; what it may do follows from `roles` and `scopes` alone.
 */
export interface Actor {
  /** `employee:<uuid>`, `contact:<uuid>`, `key:<uuid>` or `system`: what the journal keeps. */
  id: string;
  name: string;
  /** Roles in force today, without duplicates. */
  roles: readonly string[];
  employee: string | null;
  department: string | null;
  /** The own department and all below it. */
  departments: readonly string[];
  /** Set when the actor is a contact person of that customer. */
  customer: string | null;
  /** Set when they see only what is their own of it: the id of the contact person. It narrows the scope `customer` to `own`. */
  onlyContact?: string;
  locale: 'zh' | 'en';
  /** What the credential is good for. A role says what the actor may do, a scope what this session or key may be used for. */
  scopes: readonly Scope[];
}

export type Scope = 'read' | 'write' | 'admin';
