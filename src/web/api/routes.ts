// Made from docs/openapi.json by `npm run web:sources`.

/** The routes that are not a record's own: what they take and answer. */
export interface Routes {
  'POST /api/files': {
    query: {};
    body: undefined;
    answer: { id: string; name: string; type: string; size: number; sha256: string };
  };
  'GET /api/files/{id}': { query: {}; body: undefined; answer: undefined };
  'PATCH /api/comments/{id}': {
    query: {};
    body: { text: string; mentions?: readonly string[] };
    answer: {
      comment: {
        id: string;
        at: string;
        actor: string;
        actorName: string | null;
        text: string;
        mentions: readonly { id: string; name: string }[];
        editedAt: string | null;
        deletedAt: string | null;
      };
      untold: readonly string[];
    };
  };
  'DELETE /api/comments/{id}': { query: {}; body: undefined; answer: undefined };
  'GET /api/commitments': {
    query: {
      outcome?: string;
      mine?: boolean;
      team?: boolean;
      person?: string;
      department?: string;
      standing?: boolean;
      control?: string;
      clause?: string;
      record?: string;
      customer?: string;
      from?: string;
      to?: string;
      openedFrom?: string;
      openedBefore?: string;
      limit?: number;
      after?: string;
    };
    body: undefined;
    answer: CommitmentPage;
  };
  'GET /api/commitments/days': {
    query: {
      outcome?: string;
      mine?: boolean;
      team?: boolean;
      person?: string;
      department?: string;
      standing?: boolean;
      control?: string;
      clause?: string;
      record?: string;
      customer?: string;
      from?: string;
      to?: string;
      openedFrom?: string;
      openedBefore?: string;
    };
    body: undefined;
    answer: { items: readonly { day: string; open: number; overdue: number; kept: number; late: number; released: number }[] };
  };
  'GET /api/commitments/export': {
    query: {
      outcome?: string;
      mine?: boolean;
      team?: boolean;
      person?: string;
      department?: string;
      standing?: boolean;
      control?: string;
      clause?: string;
      record?: string;
      customer?: string;
      from?: string;
      to?: string;
      openedFrom?: string;
      openedBefore?: string;
      format?: 'csv' | 'xlsx';
    };
    body: undefined;
    answer: undefined;
  };
  'GET /api/commitments/{id}': { query: {}; body: undefined; answer: Commitment & { segments: readonly ClockSegment[] } };
  'POST /api/commitments/{id}/pause': { query: {}; body: { why: string }; answer: Commitment };
  'POST /api/commitments/{id}/resume': { query: {}; body: undefined; answer: Commitment };
  'GET /api/notifications': {
    query: { unread?: boolean; kind?: string; limit?: number; after?: string };
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
      next: string | null;
      unread: number;
    };
  };
  'POST /api/notifications/read': { query: {}; body: undefined; answer: undefined };
  'POST /api/notifications/{id}/read': { query: {}; body: undefined; answer: undefined };
  'GET /api/approvals': {
    query: { limit?: number; after?: string };
    body: undefined;
    answer: { items: readonly ApprovalTask[]; next: string | null; people: Record<string, string> };
  };
  'POST /api/approvals/decide': {
    query: {};
    body: {
      items: readonly {
        id: string;
        decision: 'approve' | 'object';
        content: number;
        checks?: readonly string[];
        reason: string;
      }[];
    };
    answer: { results: readonly { id: string; done: boolean; state?: string; problem?: Problem }[] };
  };
  'GET /api/approvals/{id}': { query: {}; body: undefined; answer: ApprovalTaskInFull };
  'POST /api/approvals/{id}/approve': {
    query: {};
    body: { content: number; checks?: readonly string[]; reason?: string };
    answer: { record: Record<string, unknown>; withheld: readonly string[] };
  };
  'POST /api/approvals/{id}/object': {
    query: {};
    body: { content: number; reason: string };
    answer: { record: Record<string, unknown>; withheld: readonly string[] };
  };
  'POST /api/approvals/{id}/return': {
    query: {};
    body: { content: number; to: string; reason: string };
    answer: { record: Record<string, unknown>; withheld: readonly string[] };
  };
  'POST /api/approvals/{id}/hand_over': {
    query: {};
    body: { to: string; reason: string };
    answer: { record: Record<string, unknown>; withheld: readonly string[] };
  };
  'POST /api/approvals/{id}/add': {
    query: {};
    body: { employee: string; order: 'before' | 'after'; reason: string };
    answer: { record: Record<string, unknown>; withheld: readonly string[] };
  };
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
    query: { clause?: string; control?: string; from?: string; to?: string; after?: number; limit?: number };
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
    query: {
      from?: string;
      to?: string;
      per?: 'department' | 'product' | 'customer';
      of?: string;
      by?: 'month' | 'quarter';
      measure?: string;
      format?: 'json' | 'csv' | 'xlsx';
    };
    body: undefined;
    answer: {
      items: readonly {
        id: string;
        period?: string;
        group?: string | null;
        groupName?: string | null;
        numerator: number | null;
        denominator: number;
        value: number | null;
        ci95: readonly number[] | null;
        name: string;
        formula: string;
      }[];
    };
  };
  'GET /api/kpi/{name}/records': {
    query: {
      from?: string;
      to?: string;
      per?: 'department' | 'product' | 'customer';
      of?: string;
      good?: boolean;
      limit?: number;
      offset?: number;
    };
    body: undefined;
    answer: { items: readonly { record: string; id: string; at: string; good: boolean; amount: number | null }[] };
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
  'GET /api/views': { query: { record?: string }; body: undefined; answer: { items: readonly ListView[] } };
  'POST /api/views': {
    query: {};
    body: {
      record: string;
      name: string;
      query?: string;
      columns: readonly string[];
      widths?: Record<string, number>;
      shared?: 'nobody' | 'department' | 'everybody';
      standard?: boolean;
    };
    answer: ListView;
  };
  'PATCH /api/views/{id}': {
    query: {};
    body: {
      name?: string;
      query?: string;
      columns?: readonly string[];
      widths?: Record<string, number>;
      shared?: 'nobody' | 'department' | 'everybody';
      standard?: boolean;
    };
    answer: ListView;
  };
  'DELETE /api/views/{id}': { query: {}; body: undefined; answer: undefined };
  'POST /api/exports': {
    query: {};
    body: { record: string; query?: string; columns: readonly string[]; format?: 'xlsx' | 'csv'; confidential?: boolean };
    answer: LongWork;
  };
  'POST /api/imports': { query: { record?: string; name?: string }; body: undefined; answer: RecordImport };
  'GET /api/imports/template/{record}': { query: {}; body: undefined; answer: undefined };
  'GET /api/imports/{id}': { query: {}; body: undefined; answer: RecordImport };
  'POST /api/imports/{id}/check': { query: {}; body: { mapping: Record<string, string> }; answer: LongWork };
  'POST /api/imports/{id}/run': { query: {}; body: { mapping: Record<string, string> }; answer: LongWork };
  'GET /api/long-work': {
    query: { after?: string; limit?: number };
    body: undefined;
    answer: { items: readonly LongWork[]; next: string | null };
  };
  'GET /api/long-work/{id}': { query: {}; body: undefined; answer: LongWork };
  'POST /api/long-work/{id}/cancel': { query: {}; body: undefined; answer: LongWork };
  'GET /api/long-work/{id}/files/{part}': { query: {}; body: undefined; answer: undefined };
  'GET /api/events': { query: {}; body: undefined; answer: undefined };
  'GET /api/search': {
    query: { q?: string; each?: number };
    body: undefined;
    answer: {
      items: readonly { record: string; items: readonly { id: string; number: string; title: string | null; state: string }[] }[];
    };
  };
  'GET /api/accounts': {
    query: {
      q?: string;
      department?: string;
      role?: string;
      standing?: 'none' | 'locked' | 'left';
      limit?: number;
      after?: string;
    };
    body: undefined;
    answer: {
      items: readonly {
        employee: string;
        number: string;
        name: string;
        state: 'active' | 'left';
        department: string | null;
        departmentName: string | null;
        roles: readonly string[];
        login: string | null;
        secondFactor: boolean;
        mustChange: boolean;
        lockedAt: string | null;
        lastSeenAt: string | null;
      }[];
      next: string | null;
    };
  };
  'POST /api/accounts': { query: {}; body: { employee: string; login: string }; answer: { login: string; password: string } };
  'POST /api/accounts/{id}/password': { query: {}; body: undefined; answer: { login: string; password: string } };
  'POST /api/accounts/{id}/lock': { query: {}; body: undefined; answer: undefined };
  'POST /api/accounts/{id}/unlock': { query: {}; body: undefined; answer: undefined };
  'DELETE /api/accounts/{id}/second-factor': { query: {}; body: undefined; answer: undefined };
  'GET /api/open-sessions': {
    query: {};
    body: undefined;
    answer: {
      items: readonly {
        id: string;
        employee: string;
        name: string;
        method: string;
        createdAt: string;
        lastSeenAt: string;
        expiresAt: string;
        ip: string;
        userAgent: string;
      }[];
    };
  };
  'GET /api/number-series': {
    query: {};
    body: undefined;
    answer: { items: readonly { record: string; format: string; counters: readonly { year: string | null; last: number }[] }[] };
  };
  'GET /api/jobs': {
    query: {};
    body: undefined;
    answer: {
      items: readonly {
        id: string;
        task: string;
        state: 'waiting' | 'running' | 'retrying' | 'failed';
        runAt: string;
        attempts: number;
        maxAttempts: number;
        lastError: string | null;
        createdAt: string;
      }[];
      counts: { waiting: number; running: number; retrying: number; failed: number };
    };
  };
  'DELETE /api/jobs/{id}': { query: {}; body: undefined; answer: undefined };
  'POST /api/jobs/{id}/retry': { query: {}; body: undefined; answer: undefined };
  'GET /api/journal-checks': {
    query: {};
    body: undefined;
    answer: {
      sealing: { segments: number; sealedAt: string | null; root: string | null; keyId: string | null; unsealed: number };
      items: readonly {
        id: string;
        askedBy: string;
        askedByName: string | null;
        askedAt: string;
        state: 'waiting' | 'running' | 'done' | 'failed';
        rows: boolean;
        startedAt: string | null;
        endedAt: string | null;
        share: number;
        report: Record<string, unknown> | null;
        fault: string | null;
      }[];
    };
  };
  'POST /api/journal-checks': { query: {}; body: { rows: boolean }; answer: { id: string } };
  'GET /api/backup-runs': {
    query: {};
    body: undefined;
    answer: {
      items: readonly {
        id: string;
        startedAt: string;
        endedAt: string | null;
        result: 'under_way' | 'done' | 'failed';
        file: string;
        bytes: number | null;
        sha256: string | null;
        fault: string | null;
      }[];
    };
  };
  'GET /api/import-runs': {
    query: {};
    body: undefined;
    answer: {
      items: readonly {
        id: string;
        what: 'orders' | 'survey';
        source: string;
        startedAt: string;
        endedAt: string | null;
        result: 'under_way' | 'done' | 'interrupted' | 'failed';
        counts: Record<string, unknown> | null;
        notLoaded: number | null;
        noted: number | null;
        fault: string | null;
      }[];
    };
  };
  'GET /api/examination': {
    query: {};
    body: undefined;
    answer: { items: readonly { what: string; state: 'good' | 'odd' | 'bad'; found: string; mend: string | null }[] };
  };
  'GET /api/statutory-days': {
    query: { year?: string };
    body: undefined;
    answer: { items: readonly { date: string; kind: 'off' | 'work'; name: string }[] };
  };
  'POST /api/calendar-preview': {
    query: {};
    body: {
      id: string;
      timeZone: string;
      standard: boolean;
      week: {
        '1': readonly (readonly unknown[])[];
        '2': readonly (readonly unknown[])[];
        '3': readonly (readonly unknown[])[];
        '4': readonly (readonly unknown[])[];
        '5': readonly (readonly unknown[])[];
        '6': readonly (readonly unknown[])[];
        '7': readonly (readonly unknown[])[];
      };
      makeupShifts: readonly (readonly unknown[])[];
      statutory: boolean;
      days: readonly { date: string; works: boolean; shifts?: readonly (readonly unknown[])[] | null; name?: string | null }[];
    };
    answer: {
      examined: number;
      more: boolean;
      changed: number;
      changes: readonly { commitment: string; number: string; control: string; from: string | null; to: string | null }[];
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
        | 'technical'
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
  'GET /api/portal/about': {
    query: {};
    body: undefined;
    answer: { name: string; hue: number; zone: string; sendsMail: boolean; demo: boolean };
  };
  'POST /api/portal/code': { query: {}; body: { email: string }; answer: { minutes: number } };
  'POST /api/portal/session': {
    query: {};
    body: { email: string; code: string; contact?: string };
    answer: { signedIn: boolean; choose: readonly { contact: string; company: string }[] };
  };
  'DELETE /api/portal/session': { query: {}; body: undefined; answer: undefined };
  'POST /api/portal/enter': { query: {}; body: { token: string }; answer: { opens: string } };
  'GET /api/portal/me': {
    query: {};
    body: undefined;
    answer: { id: string; name: string; customerName: string; email: string | null; mobile: string | null; all: boolean };
  };
  'GET /api/portal/home': {
    query: {};
    body: undefined;
    answer: {
      name: string;
      customerName: string;
      all: boolean;
      waiting: readonly {
        what: 'sign' | 'agree' | 'supply' | 'verdict' | 'rate' | 'answer';
        id: string;
        number: string;
        about: string | null;
        since: string;
      }[];
      orders: readonly { id: string; number: string; stateName: string; state: string; date: string | null }[];
      deliveries: readonly { id: string; number: string; stateName: string; state: string; date: string | null }[];
      complaints: readonly { id: string; number: string; stateName: string; state: string; date: string | null }[];
    };
  };
  'GET /api/portal/orders': {
    query: { after?: string };
    body: undefined;
    answer: {
      items: readonly {
        id: string;
        number: string;
        state: string;
        stateName: string;
        createdAt: string;
        requestedDate: string | null;
        promisedDate: string | null;
        deliveredAt: string | null;
        first: string | null;
        lines: number;
      }[];
      next: string | null;
    };
  };
  'POST /api/portal/orders': {
    query: {};
    body: {
      items: readonly { product: string; quantity: string }[];
      deliveryAddress: string;
      requestedDate?: string;
      logisticsWish?: string;
    };
    answer: { id: string; number: string; state: string; stateName: string };
  };
  'GET /api/portal/orders/{id}': {
    query: {};
    body: undefined;
    answer: {
      id: string;
      number: string;
      state: string;
      stateName: string;
      createdAt: string;
      externalNumber: string | null;
      deliveryAddress: string | null;
      requestedDate: string | null;
      promisedDate: string | null;
      confirmedAt: string | null;
      deliveredAt: string | null;
      items: readonly {
        productName: string | null;
        specification: string | null;
        quantity: string | null;
        unit: string | null;
      }[];
      deliveries: readonly {
        id: string;
        number: string;
        state: string;
        stateName: string;
        createdAt: string;
        order: string;
        promisedDate: string | null;
        expectedArrival: string | null;
        carrier: string | null;
        trackingNumber: string | null;
        arrivedAt: string | null;
        signedAt: string | null;
        signedBy: string | null;
      }[];
      notices: readonly { id: string; reason: string; newDate: string | null; measures: string | null; toldAt: string | null }[];
      promises: readonly {
        id: string;
        name: string;
        dueAt: string | null;
        outcome: 'open' | 'kept' | 'breached' | 'released';
        settledAt: string | null;
        paused: boolean;
        remainingMs: number | null;
      }[];
      progress: readonly { at: string; state: string; stateName: string }[];
      missing: string | null;
      canSupply: boolean;
    };
  };
  'POST /api/portal/orders/{id}/supply': {
    query: {};
    body: { answer: string; deliveryAddress?: string };
    answer: { id: string; number: string; state: string; stateName: string };
  };
  'GET /api/portal/deliveries': {
    query: { after?: string };
    body: undefined;
    answer: {
      items: readonly {
        id: string;
        number: string;
        state: string;
        stateName: string;
        createdAt: string;
        order: string;
        promisedDate: string | null;
        expectedArrival: string | null;
        carrier: string | null;
        trackingNumber: string | null;
        arrivedAt: string | null;
        signedAt: string | null;
        signedBy: string | null;
      }[];
      next: string | null;
    };
  };
  'GET /api/portal/deliveries/{id}': {
    query: {};
    body: undefined;
    answer: {
      id: string;
      number: string;
      state: string;
      stateName: string;
      createdAt: string;
      order: string;
      promisedDate: string | null;
      expectedArrival: string | null;
      carrier: string | null;
      trackingNumber: string | null;
      arrivedAt: string | null;
      signedAt: string | null;
      signedBy: string | null;
      orderNumber: string | null;
      destination: string | null;
      progress: string | null;
      shippedAt: string | null;
      labels: readonly {
        productName: string | null;
        specification: string | null;
        quantity: string | null;
        productionDate: string | null;
      }[];
      signature: { name: string; strokes?: string } | null;
      notices: readonly { id: string; reason: string; newDate: string | null; measures: string | null; toldAt: string | null }[];
      objections: readonly {
        id: string;
        number: string;
        state: string;
        stateName: string;
        createdAt: string;
        delivery: string;
        kind: string;
        kindName: string;
        content: string;
        photos: readonly { id: string; name: string; type: string; size: number; sha256: string }[] | null;
        investigation: string | null;
        solution: string | null;
      }[];
      ratings: readonly {
        id: string;
        number: string;
        state: string;
        stateName: string;
        createdAt: string;
        service: number;
        product: number;
        words: string | null;
        improvement: string | null;
      }[];
      promises: readonly {
        id: string;
        name: string;
        dueAt: string | null;
        outcome: 'open' | 'kept' | 'breached' | 'released';
        settledAt: string | null;
        paused: boolean;
        remainingMs: number | null;
      }[];
      history: readonly { at: string; state: string; stateName: string }[];
      canSign: boolean;
      canObject: boolean;
      canRate: boolean;
    };
  };
  'POST /api/portal/deliveries/{id}/sign': {
    query: {};
    body: { signature: { name: string; strokes?: string }; damageFree: true; quantityRight: true; matchesOrder: true };
    answer: { id: string; number: string; state: string; stateName: string; signedAt: string | null };
  };
  'POST /api/portal/deliveries/{id}/object': {
    query: {};
    body: {
      content: string;
      kind: 'damage' | 'quantity' | 'mismatch' | 'quality' | 'other';
      photos?: readonly { id: string; name: string; type: string; size: number; sha256: string }[];
    };
    answer: { id: string; number: string; state: string; stateName: string };
  };
  'POST /api/portal/deliveries/{id}/rate': {
    query: {};
    body: { service: number; product: number; words?: string };
    answer: { id: string; number: string; state: string; stateName: string };
  };
  'GET /api/portal/objections/{id}': {
    query: {};
    body: undefined;
    answer: {
      id: string;
      number: string;
      state: string;
      stateName: string;
      createdAt: string;
      delivery: string;
      kind: string;
      kindName: string;
      content: string;
      photos: readonly { id: string; name: string; type: string; size: number; sha256: string }[] | null;
      investigation: string | null;
      solution: string | null;
      promises: readonly {
        id: string;
        name: string;
        dueAt: string | null;
        outcome: 'open' | 'kept' | 'breached' | 'released';
        settledAt: string | null;
        paused: boolean;
        remainingMs: number | null;
      }[];
      progress: readonly { at: string; state: string; stateName: string }[];
      canAnswer: boolean;
    };
  };
  'POST /api/portal/objections/{id}/agree': {
    query: {};
    body: {};
    answer: { id: string; number: string; state: string; stateName: string };
  };
  'POST /api/portal/objections/{id}/disagree': {
    query: {};
    body: { reason: string };
    answer: { id: string; number: string; state: string; stateName: string };
  };
  'GET /api/portal/complaints': {
    query: { after?: string };
    body: undefined;
    answer: {
      items: readonly { id: string; number: string; state: string; stateName: string; createdAt: string; statement: string }[];
      next: string | null;
    };
  };
  'POST /api/portal/complaints': {
    query: {};
    body: {
      statement: string;
      severity: 'safety' | 'stopped' | 'degraded' | 'cosmetic';
      contactWay: string;
      photos?: readonly { id: string; name: string; type: string; size: number; sha256: string }[];
      order?: string;
      delivery?: string;
    };
    answer: { id: string; number: string; state: string; stateName: string };
  };
  'GET /api/portal/complaints/{id}': {
    query: {};
    body: undefined;
    answer: {
      id: string;
      number: string;
      state: string;
      stateName: string;
      createdAt: string;
      statement: string;
      severity: string;
      photos: readonly { id: string; name: string; type: string; size: number; sha256: string }[] | null;
      order: string | null;
      delivery: string | null;
      promiseGiven: string | null;
      rounds: number;
      closingReason: string | null;
      promises: readonly {
        id: string;
        name: string;
        dueAt: string | null;
        outcome: 'open' | 'kept' | 'breached' | 'released';
        settledAt: string | null;
        paused: boolean;
        remainingMs: number | null;
      }[];
      progress: readonly { at: string; state: string; stateName: string }[];
      awaitsVerdict: boolean;
    };
  };
  'POST /api/portal/complaints/{id}/verdict': {
    query: {};
    body: { satisfied: boolean; reason?: string };
    answer: { id: string; number: string; state: string; stateName: string };
  };
  'GET /api/portal/visits': {
    query: { after?: string };
    body: undefined;
    answer: {
      items: readonly {
        id: string;
        number: string;
        state: string;
        stateName: string;
        createdAt: string;
        purpose: string;
        purposeName: string;
        dueOn: string;
        visitedAt: string | null;
        contactName: string | null;
        satisfied: boolean | null;
        opinions: string | null;
      }[];
      next: string | null;
    };
  };
  'GET /api/portal/surveys/{id}': {
    query: {};
    body: undefined;
    answer: {
      id: string;
      number: string;
      state: string;
      stateName: string;
      createdAt: string;
      title: string;
      kind: string;
      questions: string | null;
    };
  };
  'POST /api/portal/surveys/{id}/answer': {
    query: {};
    body: { nps?: number; csat?: number; ces?: number; words?: string };
    answer: { number: string };
  };
  'POST /api/portal/survey-links/look': {
    query: {};
    body: { token: string };
    answer: { title: string; kind: string; questions: string | null };
  };
  'POST /api/portal/survey-links/answer': {
    query: {};
    body: { token: string; nps?: number; csat?: number; ces?: number; words?: string };
    answer: { number: string };
  };
  'GET /api/portal/products': {
    query: { q?: string };
    body: undefined;
    answer: { items: readonly { id: string; number: string; name: string; specification: string | null; unit: string }[] };
  };
  'GET /api/portal/products/{id}': {
    query: {};
    body: undefined;
    answer: {
      number: string;
      code: string;
      name: string;
      specification: string | null;
      unit: string;
      category: string | null;
      warrantyMonths: number | null;
      discontinued: boolean;
    };
  };
  'POST /api/portal/files': {
    query: {};
    body: undefined;
    answer: { id: string; name: string; type: string; size: number; sha256: string };
  };
  'GET /api/portal/files/{id}': { query: {}; body: undefined; answer: undefined };
  'POST /api/contacts/{id}/portal-link': { query: {}; body: undefined; answer: { url: string; days: number } };
  'POST /api/surveys/{id}/links': { query: {}; body: { count: number }; answer: { urls: readonly string[]; days: number } };
  'GET /api/deliveries/{id}/labels': {
    query: {};
    body: undefined;
    answer: {
      items: readonly {
        productName: string | null;
        specification: string | null;
        quantity: string | null;
        productionDate: string | null;
        delivery: string;
        customer: string;
        product: string | null;
        url: string | null;
        code: { size: number; path: string } | null;
      }[];
    };
  };
  'GET /api/me/letters': { query: {}; body: undefined; answer: { email: string | null; news: boolean; sendsMail: boolean } };
  'POST /api/me/letters': {
    query: {};
    body: { news: boolean };
    answer: { email: string | null; news: boolean; sendsMail: boolean };
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
export type ApprovalTask = {
  id: string;
  record: string;
  recordId: string;
  number: string;
  title: unknown;
  approval: string;
  approvalName: string;
  seat: string;
  seatName: string;
  run: number;
  requester: string;
  openedAt: string;
  dueAt: string | null;
  overdue: boolean;
  for: string | null;
  content: number;
  again: { seen: number | null; why: 'changed' | 'returned'; parts: readonly string[]; reason: string | null } | null;
  added: { to: number; order: 'before' | 'after'; by: string } | null;
  checks: readonly { name: string; label: string }[];
};
export type Problem = { type: string; title: string; status: number };
export type ApprovalTaskInFull = {
  id: string;
  record: string;
  recordId: string;
  number: string;
  title: unknown;
  approval: string;
  approvalName: string;
  seat: string;
  seatName: string;
  run: number;
  requester: string;
  openedAt: string;
  dueAt: string | null;
  overdue: boolean;
  for: string | null;
  content: number;
  again: { seen: number | null; why: 'changed' | 'returned'; parts: readonly string[]; reason: string | null } | null;
  added: { to: number; order: 'before' | 'after'; by: string } | null;
  checks: readonly { name: string; label: string }[];
  frozen: Record<string, unknown>;
  derived: Record<string, unknown>;
  differences: readonly { path: string; before: unknown; after: unknown }[] | null;
  seats: readonly {
    seat: string;
    name: string;
    role: string;
    employee: string | null;
    state: 'waiting' | 'open' | 'approved' | 'objected' | 'spared';
    added: { to: number; order: 'before' | 'after'; by: string } | null;
    again: { seen: number | null; why: 'changed' | 'returned'; parts: readonly string[]; reason: string | null } | null;
    decided: { by: string; for: string | null; at: string; reason: string | null; checks: readonly string[] } | null;
  }[];
  returnable: readonly string[];
  clauses: readonly Clause[];
  people: Record<string, string>;
};
export type ListView = {
  id: string;
  record: string;
  name: string;
  query: string;
  columns: readonly string[];
  widths: Record<string, number>;
  shared: 'nobody' | 'department' | 'everybody';
  standard: boolean;
  version: number;
  mine: boolean;
  ownerName: string;
};
export type LongWork = {
  id: string;
  kind: 'export' | 'import';
  record: string;
  asked: { query?: string; columns?: readonly string[]; format?: string; mapping?: Record<string, string>; dryRun?: boolean };
  state: 'prepared' | 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  done: number;
  total: number | null;
  counts: Record<string, number>;
  problem: string | null;
  faults: readonly { line: number; column: string; value: string; reason: string }[];
  cancelling: boolean;
  askedAt: string;
  startedAt: string | null;
  endedAt: string | null;
  files: readonly { part: 'source' | 'result' | 'faults'; name: string; size: number }[];
};
export type RecordImport = {
  work: LongWork;
  columns: readonly { name: string; samples: readonly string[] }[];
  fields: readonly { key: string; name: string; required: boolean }[];
  mapping: Record<string, string>;
  remembered: boolean;
};
export type Reason = { rule: string; control: string; sentence: string; clauses: readonly Clause[] };
export type Clause = { id: string; title: string; text: string };
