// Made from docs/openapi.json by `npm run web:sources`.

/** The routes that are not a record's own: what they take and answer. */
export interface Routes {
  'GET /api/commitments': {
    query: {
      outcome?: string;
      mine?: boolean;
      standing?: boolean;
      control?: string;
      clause?: string;
      record?: string;
      customer?: string;
      from?: string;
      to?: string;
      limit?: number;
      after?: string;
    };
    body: undefined;
    answer: CommitmentPage;
  };
  'GET /api/commitments/{id}': { query: {}; body: undefined; answer: Commitment & { segments: readonly ClockSegment[] } };
  'POST /api/commitments/{id}/pause': { query: {}; body: { why: string }; answer: Commitment };
  'POST /api/commitments/{id}/resume': { query: {}; body: undefined; answer: Commitment };
  'GET /api/notifications': {
    query: {};
    body: undefined;
    answer: {
      items: readonly {
        id: string;
        at: string;
        kind: string;
        record: string | null;
        recordId: string | null;
        number: string | null;
        commitment: string | null;
        dueAt: string | null;
        readAt: string | null;
      }[];
    };
  };
  'POST /api/notifications/{id}/read': { query: {}; body: undefined; answer: undefined };
  'GET /api/clauses': {
    query: { from?: string; to?: string };
    body: undefined;
    answer: {
      items: readonly {
        code: string;
        title: string;
        clauses: readonly {
          id: string;
          clause: string;
          text: string;
          controls: readonly string[];
          requirements: readonly string[];
          figures: Record<string, unknown>;
        }[];
      }[];
    };
  };
  'GET /api/access-log': {
    query: { id?: string; actor?: string; after?: number; limit?: number };
    body: undefined;
    answer: {
      items: readonly { id: string; at: string; actor: string; record: string; recordId: string; fields: readonly string[] }[];
      next: string | null;
    };
  };
  'GET /api/refusals': {
    query: { clause?: string; control?: string; after?: number; limit?: number };
    body: undefined;
    answer: {
      items: readonly {
        id: string;
        at: string;
        actor: string;
        record: string;
        recordId: string | null;
        number: string | null;
        step: string;
        control: string;
        clauses: readonly string[];
        overridden: boolean;
      }[];
      next: string | null;
    };
  };
  'GET /api/kpi': {
    query: { from?: string; to?: string; by?: 'month' | 'quarter' };
    body: undefined;
    answer: { items: readonly Record<string, unknown>[] };
  };
  'GET /api/kpi/{name}/records': {
    query: { from?: string; to?: string; good?: boolean; limit?: number; offset?: number };
    body: undefined;
    answer: { items: readonly Record<string, unknown>[] };
  };
  'GET /api/declared-settings': {
    query: {};
    body: undefined;
    answer: {
      items: readonly {
        key: string;
        name: string;
        origin: 'regulation' | 'product';
        standard: unknown;
        value: unknown;
        history: readonly { from: string; value: unknown }[];
      }[];
    };
  };
  'GET /api/redatings': {
    query: {};
    body: undefined;
    answer: {
      items: readonly {
        id: string;
        at: string;
        cause: string;
        causeId: string;
        examined: number;
        changed: number;
        doneAt: string | null;
      }[];
    };
  };
  'GET /api/redatings/{id}/changes': {
    query: { after?: string; limit?: number };
    body: undefined;
    answer: {
      items: readonly { commitment: string; number: string; control: string; from: string | null; to: string | null }[];
      next: string | null;
    };
  };
  'POST /api/session': {
    query: {};
    body: { login: string; password: string; newPassword?: string };
    answer: { employee: string; expiresAt: string } | { secondFactor: true; challenge: string };
  };
  'DELETE /api/session': { query: {}; body: undefined; answer: undefined };
  'POST /api/session/second-factor': {
    query: {};
    body: { challenge: string; code: string; newPassword?: string };
    answer: { employee: string; expiresAt: string };
  };
  'GET /api/me': {
    query: {};
    body: undefined;
    answer: {
      id: string;
      name: string;
      roles: readonly string[];
      employee: string | null;
      department: string | null;
      departments: readonly string[];
      customer: string | null;
      locale: 'zh' | 'en';
      scopes: readonly ('read' | 'write' | 'admin')[];
      login: string | null;
      secondFactor: boolean;
    };
  };
  'POST /api/me/password': { query: {}; body: { current: string; newPassword: string }; answer: undefined };
  'POST /api/me/totp': { query: {}; body: { password: string }; answer: { secret: string; uri: string } };
  'DELETE /api/me/totp': { query: {}; body: { password: string }; answer: undefined };
  'POST /api/me/totp/confirm': { query: {}; body: { code: string }; answer: { recoveryCodes: readonly string[] } };
  'GET /api/sessions': {
    query: { employee?: string };
    body: undefined;
    answer: {
      items: readonly {
        id: string;
        employee: string;
        method: string;
        createdAt: string;
        lastSeenAt: string;
        expiresAt: string;
        ip: string;
        userAgent: string;
        current: boolean;
      }[];
    };
  };
  'DELETE /api/sessions/{id}': { query: {}; body: undefined; answer: undefined };
  'GET /api/api-keys': {
    query: {};
    body: undefined;
    answer: {
      items: readonly {
        id: string;
        name: string;
        roles: readonly string[];
        scopes: readonly ('read' | 'write' | 'admin')[];
        createdBy: string;
        createdAt: string;
        expiresAt: string | null;
        lastUsedAt: string | null;
        revokedAt: string | null;
      }[];
    };
  };
  'POST /api/api-keys': {
    query: {};
    body: {
      name: string;
      roles: readonly (
        | 'admin'
        | 'general_manager'
        | 'management'
        | 'supervisor'
        | 'sales'
        | 'sales_manager'
        | 'service_desk'
        | 'service_manager'
        | 'after_sales'
        | 'market'
        | 'warehouse'
        | 'logistics'
        | 'quality'
        | 'production'
        | 'procurement'
        | 'finance'
        | 'legal'
        | 'hr'
        | 'employee'
        | 'portal_customer'
      )[];
      scope: 'read' | 'write' | 'admin';
      days: number | null;
    };
    answer: { id: string; key: string };
  };
  'DELETE /api/api-keys/{id}': { query: {}; body: undefined; answer: undefined };
  'GET /api/oidc/start': { query: { return?: string }; body: undefined; answer: undefined };
  'GET /api/oidc/callback': {
    query: { code?: string; state?: string; iss?: string; error?: string };
    body: undefined;
    answer: undefined;
  };
  'GET /api/demo': {
    query: {};
    body: undefined;
    answer: { name: string; password: string; accounts: readonly { login: string; name: string; roles: readonly string[] }[] };
  };
  'GET /api/openapi.json': { query: {}; body: undefined; answer: Record<string, unknown> };
}

export type Ability = { allowed: boolean; because: readonly Reason[]; clauses: readonly Clause[] };
export type StandingCommitment = {
  id: string;
  control: string;
  name: string;
  outcome: 'open' | 'breached';
  openedAt: string;
  dueAt: string | null;
  paused: boolean;
  remainingMs: number | null;
  clauses: readonly Clause[];
};
export type CommitmentPage = { items: readonly Commitment[]; next: string | null };
export type Commitment = {
  id: string;
  record: string;
  recordId: string;
  number: string;
  control: string;
  name: string;
  clauses: readonly Clause[];
  debtor: { role: string; employee: string | null };
  creditor: { role: string; customer: string | null };
  openedAt: string;
  dueAt: string | null;
  outcome: 'open' | 'kept' | 'breached' | 'released';
  breachedAt: string | null;
  settledAt: string | null;
  settledBy: string | null;
  paused: boolean;
  remainingMs: number | null;
};
export type ClockSegment = { from: string; to: string; kind: 'running' | 'closed' | 'paused' | 'overdue'; ms: number };
export type Reason = { rule: string; control: string; sentence: string; clauses: readonly Clause[] };
export type Clause = { id: string; title: string; text: string };
