-- Approvals: what reviewers have seen, who stands in for whom, and what the kernel asks the company about people.

-- What a record said each time it was laid before reviewers. Rows are only added; the journal tells the hash of each body's bytes.
create table approval_content (
  record_id uuid not null,
  approval text not null,
  number int not null,
  at timestamptz(3) not null,
  body json not null,
  primary key (record_id, approval, number)
);

-- Who decides for whom while they are away.
create table "delegation" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('in_force', 'ended')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "employee" uuid not null references "employee",
  "stand_in" uuid not null references "employee",
  "from_date" date not null,
  "until_date" date not null,
  "reason" text not null
);
create trigger note_search_text after insert or update of "number", "reason" on "delegation" for each row execute function note_search_text('delegation', 'number', 'reason');
create index on "delegation" (created_at desc, id desc);
create index on "delegation" (state, created_at desc, id desc);
create index on "delegation" ("employee", created_at desc, id desc);
create index on "delegation" ("stand_in", created_at desc, id desc);
create index on "delegation" ("stand_in", from_date, until_date) where state = 'in_force';

-- Who holds one of these roles on a day. An employee who has left holds none.
create function holders_of(wanted text[], on_day date) returns table (role text, employee uuid) language sql stable as $$
  select distinct g.role, g.employee from role_grant g join employee e on e.id = g.employee and e.state = 'active'
  where g.role = any(wanted) and g.state = 'in_force' and g.from_date <= on_day and (g.until_date is null or g.until_date >= on_day)
$$;

-- The roles of an employee on a day; `employee` is what everybody has who works here.
create function roles_of(who uuid, on_day date) returns table (role text) language sql stable as $$
  select 'employee' from employee e where e.id = who and e.state = 'active'
  union
  select g.role from role_grant g join employee e on e.id = g.employee and e.state = 'active'
  where g.employee = who and g.state = 'in_force' and g.from_date <= on_day and (g.until_date is null or g.until_date >= on_day)
$$;

-- For whom an employee decides on a day.
create function stood_in_for(who uuid, on_day date) returns table (employee uuid) language sql stable as $$
  select distinct d.employee from delegation d join employee e on e.id = d.employee and e.state = 'active'
  where d.stand_in = who and d.state = 'in_force' and d.from_date <= on_day and d.until_date >= on_day
$$;
