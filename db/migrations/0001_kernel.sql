-- The kernel's own tables: journal, seals, commitments, refusals, configuration, numbers, notifications.
create extension if not exists btree_gin;

-- Every window of two characters, lower case: the index that finds two-character Chinese words (pg_trgm cannot).
-- The application computes the same for a search term; see src/kernel/run/search.ts.
create function bigrams(s text) returns text[] language plpgsql immutable strict parallel safe as $$
declare
  l text := lower(s);
  n int := length(l);
  r text[];
begin
  if n < 2 then return array[l]; end if;
  r := array_fill(null::text, array[n - 1]);
  for i in 1..n - 1 loop r[i] := substr(l, i, 2); end loop;
  return r;
end $$;

-- What people search in, of all records. Apart from the records' own tables, so that a step, which changes no name, does not write this index again.
create table search_entry (
  id uuid primary key,
  record text not null,
  created_at timestamptz(3) not null,
  text text not null
);
create index search_entry_bigrams on search_entry using gin (record, bigrams(text));
create index search_entry_newest on search_entry (record, created_at desc, id desc);

-- Trigger of every record table: its arguments are the record's name and the columns in which people search.
create function note_search_text() returns trigger language plpgsql as $$
declare
  row jsonb := to_jsonb(new);
  words text := '';
begin
  for i in 1..tg_nargs - 1 loop words := words || ' ' || coalesce(row ->> tg_argv[i], ''); end loop;
  insert into search_entry (id, record, created_at, text) values (new.id, tg_argv[0], new.created_at, ltrim(words))
    on conflict (id) do update set text = excluded.text where search_entry.text <> excluded.text;
  return null;
end $$;

-- Append-only. `body` is json, not jsonb: the hash covers its bytes.
create table journal (
  id bigint generated always as identity primary key,
  record text not null,
  record_id uuid not null,
  version int not null,
  step text not null,
  at timestamptz(3) not null,
  actor text not null,
  body json not null,
  hash bytea not null,
  unique (record_id, version)
);
create index journal_at on journal (at);

-- A sealed segment holds all entries with from_id < id <= to_id. `leaves` is 16 bytes of hash and 8 bytes of id per entry.
create table journal_seal (
  segment int primary key,
  from_id bigint not null,
  to_id bigint not null,
  entries int not null,
  leaves bytea not null,
  root bytea not null,
  sealed_at timestamptz(3) not null,
  key_id text not null,
  signature bytea not null
);

-- Where the next segment will end, once every transaction that was under way when it was chosen has ended.
create table journal_boundary (single boolean primary key default true check (single), to_id bigint not null, horizon xid8 not null);

-- Who owes what to whom by when.
create table commitment (
  id uuid primary key,
  record text not null,
  record_id uuid not null,
  number text not null,
  control text not null,
  clauses text[] not null default '{}',
  debtor_role text not null,
  debtor_department uuid,
  debtor_employee uuid,
  creditor text not null,
  customer uuid,
  opened_at timestamptz(3) not null,
  amount numeric,
  unit text not null,
  calendar uuid,
  calendar_version int,
  due_at timestamptz(3),
  pauses jsonb not null default '[]',
  wake_at timestamptz(3),
  rung smallint not null default 0,
  outcome text not null default 'open' check (outcome in ('open', 'kept', 'breached', 'released')),
  breached_at timestamptz(3),
  settled_at timestamptz(3),
  settled_by text,
  version int not null default 1,
  head bytea
);
create index commitment_wake on commitment (wake_at) where wake_at is not null;
create index commitment_record on commitment (record_id);
create index commitment_open_role on commitment (debtor_role, due_at) where settled_at is null;
create index commitment_open_employee on commitment (debtor_employee, due_at) where settled_at is null and debtor_employee is not null;
create index commitment_customer on commitment (customer, opened_at) where customer is not null;
create index commitment_control on commitment (control, opened_at);
create index commitment_calendar on commitment (calendar, id) where outcome = 'open';
create index commitment_open_control on commitment (control, id) where outcome = 'open';

-- A change of calendar or setting dates open commitments anew; what it changed is listed, and the list's hash is in the journal.
create table redating (id uuid primary key, at timestamptz(3) not null, cause text not null, cause_id uuid not null, examined int not null default 0, changed int not null default 0, done_at timestamptz(3));
create table redating_change (redating uuid not null references redating, commitment uuid not null, due_from timestamptz(3), due_to timestamptz(3), primary key (redating, commitment));

-- What was asked for and not granted, or, in replayed history, what happened although a control forbids it.
create table refusal (
  id bigint generated always as identity primary key,
  at timestamptz(3) not null,
  actor text not null,
  record text not null,
  record_id uuid,
  number text,
  step text not null,
  control text not null,
  clauses text[] not null default '{}',
  overridden boolean not null default false
);
create index refusal_control on refusal (control, at);

-- One row; its epoch changes in the transaction that changes a setting or a working calendar.
create table config_epoch (single boolean primary key default true check (single), epoch bigint not null default 1);
insert into config_epoch default values;

create table notification (
  id uuid primary key,
  at timestamptz(3) not null,
  role text,
  employee uuid,
  kind text not null,
  record text,
  record_id uuid,
  number text,
  commitment uuid,
  due_at timestamptz(3),
  read_at timestamptz(3)
);
create index notification_employee on notification (employee, at desc) where employee is not null;
create index notification_role on notification (role, at desc) where role is not null;

-- Who opened confidential fields.
create table access_log (
  id bigint generated always as identity primary key,
  at timestamptz(3) not null,
  actor text not null,
  record text not null,
  record_id uuid not null,
  fields text[] not null
);
create index access_log_record on access_log (record_id, at);

-- The answer to a request that carried an Idempotency-Key: sent again, it is answered again and not done twice.
create table idempotency (actor text not null, key text not null, at timestamptz(3) not null, status int not null, body json not null, primary key (actor, key));
create index idempotency_at on idempotency (at);

-- Record numbers: one sequence a series, made when first used. Sequences never wait for each other's transactions; gaps are allowed.
create schema series;
create function take_numbers(series text, wanted int) returns setof bigint language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  name text := format('series.%I', series);
  sequence regclass := to_regclass(name); -- looked up once: by name it would be looked up for each number
begin
  if sequence is null then
    begin
      execute format('create sequence if not exists %s', name);
    exception when unique_violation then null;
    end;
    sequence := name::regclass;
  end if;
  return query select nextval(sequence) from generate_series(1, wanted);
end $$;
