-- Lists: the views that people keep of them, work that takes longer than a request, and what imports have brought in.

-- A list as somebody wants to see it again: filters, sort and columns under a name.
create table list_view (
  id uuid primary key,
  owner uuid not null references employee,
  record text not null,
  name text not null,
  -- As it stands in the address of the list: filters, sort, words searched for.
  query text not null,
  columns text[] not null,
  -- In px, by column, where somebody has drawn them otherwise.
  widths jsonb not null default '{}',
  shared text not null check (shared in ('nobody', 'department', 'everybody')),
  -- Whose list opens with it: the owner's own.
  standard boolean not null default false,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null
);
create unique index list_view_name on list_view (owner, record, lower(name));
create unique index list_view_standard on list_view (owner, record) where standard;
create index list_view_shared on list_view (record) where shared <> 'nobody';

-- A list asks which records have a promise that is due by an instant.
create index commitment_open_record on commitment (record, due_at) where settled_at is null;

-- What somebody has asked for and does not wait for: a file of rows, an import.
create table long_work (
  id uuid primary key,
  kind text not null check (kind in ('export', 'import')),
  record text not null,
  -- Who asked. It is done with what they may see and do when it is done.
  actor text not null,
  locale text not null check (locale in ('zh', 'en')),
  asked jsonb not null,
  state text not null check (state in ('prepared', 'waiting', 'running', 'done', 'failed', 'cancelled')),
  done int not null default 0,
  total int,
  -- What came of it, by name: how many rows were made, skipped, faulty.
  counts jsonb not null default '{}',
  -- Why it failed, in both languages.
  problem jsonb,
  -- The first of what was wrong with single rows: line, column, value, and why in both languages.
  faults jsonb not null default '[]',
  cancel_asked_at timestamptz(3),
  asked_at timestamptz(3) not null,
  started_at timestamptz(3),
  -- When it last told how far it is: what has not for minutes was left behind by a process that is gone.
  rested_at timestamptz(3),
  ended_at timestamptz(3)
);
create index long_work_actor on long_work (actor, asked_at desc, id desc);
create index long_work_asked on long_work (asked_at);

-- What goes into long work and what comes out of it; the bytes lie in the file store.
create table long_work_file (
  work uuid not null references long_work on delete cascade,
  part text not null check (part in ('source', 'result', 'faults')),
  key text not null,
  name text not null,
  type text not null,
  size bigint not null,
  primary key (work, part)
);

-- Which row of which content has become which record, so that a file that is sent again makes no twins.
create table import_row (
  record text not null,
  -- SHA-256 of what the row says, and how many of the same stand above it in its file.
  key bytea not null,
  record_id uuid not null,
  number text not null,
  at timestamptz(3) not null,
  primary key (record, key)
);

-- What each column of a sheet was taken for the last time, by whoever took it so.
create table import_mapping (
  actor text not null,
  record text not null,
  -- SHA-256 of the header.
  header bytea not null,
  mapping jsonb not null,
  at timestamptz(3) not null,
  primary key (actor, record, header)
);
