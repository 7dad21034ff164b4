-- Operating the system: what was done to keep it going, and what its examinations look things up by.

-- Every run of the backup command, written by the owner. A run that was killed stays under way; so does, in a restored database, the one
-- that it was restored from.
create table backup_run (
  id bigint generated always as identity primary key,
  started_at timestamptz(3) not null,
  ended_at timestamptz(3),
  result text not null default 'under_way' check (result in ('under_way', 'done', 'failed')),
  file text not null,
  -- Of the whole file; what sha256sum prints.
  bytes bigint,
  sha256 text,
  fault text
);
create index on backup_run (ended_at) where result = 'done';

-- What became of a commitment's due date; the primary key finds the commitments of a redating.
create index on redating_change (commitment);
