-- Who may come in: passwords, second factors, sessions, API keys, links to an identity provider, counters of failed attempts.

create table person_login (
  employee uuid primary key references employee,
  login text not null,
  password_hash text not null,
  must_change boolean not null default false,
  -- Sealed with the key `access.key`, which is not in the database.
  totp_secret bytea,
  totp_confirmed_at timestamptz(3),
  -- The time step of the last code that was taken: a code opens once.
  totp_last_step bigint,
  -- By an administrator. Waiting after failed attempts is in sign_in_counter, for known and unknown logins alike.
  locked_at timestamptz(3),
  created_at timestamptz(3) not null,
  changed_at timestamptz(3) not null
);
create unique index person_login_login on person_login (lower(login));

create table recovery_code (
  employee uuid not null references person_login on delete cascade,
  code_hash bytea not null,
  used_at timestamptz(3),
  primary key (employee, code_hash)
);

-- A browser that is signed in. Only the sha256 of its token is kept.
create table session (
  id uuid primary key,
  token_hash bytea not null unique,
  employee uuid not null references employee,
  method text not null check (method in ('password', 'password+totp', 'password+recovery', 'oidc', 'oidc+totp', 'oidc+recovery')),
  created_at timestamptz(3) not null,
  last_seen_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  ip text not null,
  user_agent text not null,
  revoked_at timestamptz(3)
);
create index session_employee on session (employee, created_at desc);
create index session_expires on session (expires_at);

-- A program that is let in. Only the sha256 of its key is kept.
create table api_key (
  id uuid primary key,
  key_hash bytea not null unique,
  name text not null,
  roles text[] not null,
  scopes text[] not null check (scopes <@ array['read', 'write', 'admin'] and cardinality(scopes) > 0),
  created_by text not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3),
  last_used_at timestamptz(3),
  revoked_at timestamptz(3)
);

-- A person as an identity provider knows them. One identity a provider and employee: a second one needs an administrator.
create table oidc_identity (
  issuer text not null,
  subject text not null,
  employee uuid not null references employee,
  email text,
  linked_at timestamptz(3) not null,
  primary key (issuer, subject),
  unique (issuer, employee)
);

-- Failed attempts by login, address or second factor. A name that was typed is kept as sha256: it may be a password in the wrong box.
create table sign_in_counter (
  kind text not null check (kind in ('login', 'address', 'factor')),
  subject bytea not null,
  failed double precision not null,
  last_at timestamptz(3) not null,
  locked_until timestamptz(3),
  primary key (kind, subject)
);
create index sign_in_counter_last_at on sign_in_counter (last_at);

-- Every process keeps whom it has let in for some seconds. It forgets them when told: the id of a session, key or employee, or nothing for all.
create function tell_access_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('access_changed', '');
  return null;
end $$;

create function tell_access_of_one_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('access_changed', case tg_table_name when 'person_login' then to_jsonb(old) ->> 'employee' else to_jsonb(old) ->> 'id' end);
  return null;
end $$;

create trigger session_revoked after update of revoked_at or delete on session
  for each row execute function tell_access_of_one_changed();
create trigger api_key_revoked after update of revoked_at, roles, scopes, expires_at or delete on api_key
  for each row execute function tell_access_of_one_changed();
create trigger person_login_changed after update of locked_at or delete on person_login
  for each row execute function tell_access_of_one_changed();

-- On statements, not rows: a list of ten thousand employees is read in and tells once.
create trigger employee_changed after update of state, name, department or delete on employee
  for each statement execute function tell_access_changed();
create trigger department_changed after insert or update of parent or delete on department
  for each statement execute function tell_access_changed();
create trigger role_grant_changed after insert or update or delete on role_grant
  for each statement execute function tell_access_changed();

-- Whoever leaves is signed out for good: coming back does not bring old sessions back.
create function end_sessions_of_leaver() returns trigger language plpgsql as $$
begin
  update session set revoked_at = new.updated_at where employee = new.id and revoked_at is null;
  return null;
end $$;
create trigger employee_left after update of state on employee
  for each row when (new.state = 'left' and old.state <> 'left') execute function end_sessions_of_leaver();
