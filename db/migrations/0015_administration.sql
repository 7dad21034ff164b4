-- What open pages and administrators are told: news in the order in which it was written, examinations of the journal, imports, counters.

-- Open pages ask for what came after the last that they were told; `at` may be an instant of replayed history.
alter table notification add column seq bigint generated always as identity;
create unique index on notification (seq);

-- Every examination of the journal that was asked for on screen, with what it found.
create table journal_check (
  id uuid primary key,
  asked_by text not null,
  asked_at timestamptz(3) not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  -- Whether every field of every record was to be compared.
  rows boolean not null,
  started_at timestamptz(3),
  ended_at timestamptz(3),
  -- Of all that is to be read, 0 to 1.
  share real not null default 0,
  report json,
  fault text
);
create index on journal_check (asked_at desc, id desc);

-- Every run of the import command that wrote something. One that was killed stays under way.
create table import_run (
  id uuid primary key,
  what text not null check (what in ('orders', 'survey')),
  source text not null,
  started_at timestamptz(3) not null,
  ended_at timestamptz(3),
  result text not null default 'under_way' check (result in ('under_way', 'done', 'interrupted', 'failed')),
  -- What the command reported: how many of each were made, changed, left alone.
  counts json,
  not_loaded int,
  noted int,
  fault text
);
create index on import_run (started_at desc, id desc);

-- The last number that each series has given out. The application may draw numbers but not read the sequences themselves.
create function series_counters() returns table (series text, last bigint) language sql stable security definer set search_path = pg_catalog, public as $$
  select sequencename::text, coalesce(last_value, 0) from pg_sequences where schemaname = 'series'
$$;
