-- An objection ends with the goods when they are taken back.
alter table objection drop constraint objection_state_check;
alter table objection add check (state in ('raised', 'investigating', 'answered', 'settled', 'overtaken'));

-- A delay may be told of an order, before any of it is being prepared.
alter table delay_notice alter column delivery drop not null;
alter table delay_notice add column "order" uuid references "order" (id);
create index on delay_notice ("order", created_at desc, id desc);

-- What is told to a role is told to each of its people: each reads it for themselves.
create table notification_read (
  notification uuid not null references notification on delete cascade,
  -- Who read it, as the journal names actors.
  reader text not null,
  at timestamptz(3) not null,
  primary key (notification, reader)
);
insert into notification_read select id, 'employee:' || employee, read_at from notification where employee is not null and read_at is not null;
alter table notification drop column read_at;

-- Other projects of the same customer that one visit is owed for.
create table return_visit_together (
  id uuid primary key,
  parent uuid not null references return_visit,
  position int not null,
  visit_file uuid not null references visit_file,
  delivery uuid references delivery,
  cadence_on date not null
);
create index on return_visit_together (parent, position);
create index on return_visit_together (visit_file);

-- A site has working times of its own.
alter table department add column calendar uuid references working_calendar;
create index on department (calendar, created_at desc, id desc);

-- What the visits of a period say together, and what each department is to do about it.
create table "visit_analysis" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('due', 'submitted')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "from_on" date not null,
  "to_on" date not null,
  "visits" int,
  "dissatisfied" int,
  "actions" int,
  "new_needs" int,
  "problems" text,
  "trends" text,
  "next_on" date
);
create trigger note_search_text after insert or update of "number", "problems", "trends" on "visit_analysis" for each row execute function note_search_text('visit-analysis', 'number', 'problems', 'trends');
create index on "visit_analysis" (created_at desc, id desc);
create index on "visit_analysis" (state, created_at desc, id desc);
create table "visit_analysis_proposals" (
  id uuid primary key,
  parent uuid not null references "visit_analysis",
  position int not null,
  "what" text not null,
  "department" uuid not null references "department",
  "owner" uuid not null references "employee",
  "due" date not null
);
create index on "visit_analysis_proposals" (parent, position);
-- Those who are proposed something see it.
create index on visit_analysis_proposals (department);
create index on visit_analysis_proposals (owner);
-- What the calendar looks through every half minute.
create index on visit_analysis (next_on) where state = 'submitted';
-- The visits of a period are counted.
create index on return_visit (visited_at) where visited_at is not null;

alter table measure add column visit_analysis uuid references visit_analysis;
create index on measure (visit_analysis, created_at desc, id desc);
