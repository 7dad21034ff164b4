-- Files that people uploaded, what they say about records, and who was named in it.

-- The bytes lie in the file store under attachments/<last two digits of the id>/<id>. A file that no record uses after a day is swept.
create table file (
  id uuid primary key,
  name text not null,
  type text not null,
  size bigint not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  uploaded_by text not null,
  at timestamptz(3) not null
);
create index on file (uploaded_by, at desc);
create index on file (at);

-- Where a file belongs: whoever may read the record may read it. `place` is `fields.photos` or `evidence.photos`; `version` is the journal entry
-- that says the file's hash.
create table file_use (
  file uuid not null references file,
  record text not null,
  record_id uuid not null,
  place text not null,
  version int not null,
  primary key (record_id, file, place)
);
create index on file_use (file);

-- Said beside a record, and no part of its journal. Nothing is lost: what a comment said before stays in `earlier`, also when it is deleted.
create table comment (
  id uuid primary key,
  record text not null,
  record_id uuid not null,
  at timestamptz(3) not null,
  actor text not null,
  text text not null,
  mentions uuid[] not null default '{}',
  edited_at timestamptz(3),
  deleted_at timestamptz(3),
  earlier jsonb not null default '[]'
);
create index on comment (record_id, at desc, id desc);

alter table complaint add column photos jsonb;
alter table objection add column photos jsonb;
