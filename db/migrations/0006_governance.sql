-- Governance: the company's regulations as versions.
create table "regulation" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('draft', 'in_force', 'review_due', 'replaced', 'withdrawn')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "code" text not null,
  "title" text not null,
  "text" text,
  "publisher" text,
  "sponsor" uuid references "employee",
  "published_on" date,
  "effective_from" date,
  "review_months" int,
  "next_review_on" date,
  "last_finding" text
);
create trigger note_search_text after insert or update of "number", "code", "title" on "regulation" for each row execute function note_search_text('regulation', 'number', 'code', 'title');
create index on "regulation" (created_at desc, id desc);
create index on "regulation" (state, created_at desc, id desc);
create index on "regulation" ("sponsor", created_at desc, id desc);

create index on "regulation" (code);
