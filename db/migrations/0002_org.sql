-- The organisation: departments, people, their roles, working calendars, settings.
create table "department" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('active', 'closed')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "name" text not null,
  "parent" uuid references "department",
  "manager" uuid
);
create trigger note_search_text after insert or update of "number", "name" on "department" for each row execute function note_search_text('department', 'number', 'name');
create index on "department" (created_at desc, id desc);
create index on "department" (state, created_at desc, id desc);
create index on "department" ("parent", created_at desc, id desc);
create index on "department" ("manager", created_at desc, id desc);

create table "employee" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('active', 'left')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "name" text not null,
  "department" uuid references "department",
  "mobile" text,
  "email" text
);
create trigger note_search_text after insert or update of "number", "name", "mobile", "email" on "employee" for each row execute function note_search_text('employee', 'number', 'name', 'mobile', 'email');
create index on "employee" (created_at desc, id desc);
create index on "employee" (state, created_at desc, id desc);
create index on "employee" ("department", created_at desc, id desc);

alter table "department" add foreign key ("manager") references "employee";

create table "role_grant" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('in_force', 'revoked')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "employee" uuid not null references "employee",
  "role" text not null check ("role" in ('admin', 'general_manager', 'management', 'supervisor', 'sales', 'sales_manager', 'service_desk', 'service_manager', 'after_sales', 'market', 'warehouse', 'logistics', 'quality', 'production', 'procurement', 'finance', 'legal', 'hr', 'employee', 'portal_customer')),
  "from_date" date not null,
  "until_date" date
);
create trigger note_search_text after insert or update of "number" on "role_grant" for each row execute function note_search_text('role-grant', 'number');
create index on "role_grant" (created_at desc, id desc);
create index on "role_grant" (state, created_at desc, id desc);
create index on "role_grant" ("employee", created_at desc, id desc);

create table "working_calendar" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('in_use', 'retired')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "name" text not null,
  "time_zone" text not null,
  "standard" boolean not null,
  "week" jsonb not null,
  "makeup_shifts" jsonb not null,
  "statutory" boolean not null
);
create trigger note_search_text after insert or update of "number", "name" on "working_calendar" for each row execute function note_search_text('working-calendar', 'number', 'name');
create index on "working_calendar" (created_at desc, id desc);
create index on "working_calendar" (state, created_at desc, id desc);
create table "working_calendar_days" (
  id uuid primary key,
  parent uuid not null references "working_calendar",
  position int not null,
  "date" date not null,
  "works" boolean not null,
  "shifts" jsonb,
  "name" text
);
create index on "working_calendar_days" (parent, position);

create table "setting" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('in_force', 'withdrawn')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "key" text not null,
  "value" jsonb not null,
  "effective_from" timestamptz(3) not null,
  "reason" text not null
);
create trigger note_search_text after insert or update of "number", "key", "reason" on "setting" for each row execute function note_search_text('setting', 'number', 'key', 'reason');
create index on "setting" (created_at desc, id desc);
create index on "setting" (state, created_at desc, id desc);
create index on "setting" (key, effective_from);

