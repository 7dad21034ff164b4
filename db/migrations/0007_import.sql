-- What was brought over from other systems. A later import finds by it what is there, and compares what the source says now.

create table import_key (
  source text not null,
  kind text not null check (kind in ('customer', 'order', 'survey', 'survey-response')),
  -- The source's own number.
  external text not null,
  id uuid not null,
  -- Of everything that the source said of it: equal means that there is nothing to look at.
  digest bytea,
  -- What the source said, cell by cell, and the ids of what was made of it.
  facts json,
  at timestamptz(3) not null,
  primary key (source, kind, external)
);
