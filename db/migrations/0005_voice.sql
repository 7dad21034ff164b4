-- The voice of the customer: visits, surveys, complaints, and what is done about them.

-- A delivered project that is visited: monthly in the first year, quarterly from then on.
create table "visit_file" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('active', 'ended')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "customer" uuid not null references "customer",
  "delivery" uuid references "delivery",
  "order" uuid references "order",
  "handover_on" date not null,
  "next_visit_on" date,
  "last_visit_on" date,
  "visits" int not null,
  "skipped" int not null,
  "reason" text
);
create trigger note_search_text after insert or update of "number" on "visit_file" for each row execute function note_search_text('visit-file', 'number');
create index on "visit_file" (created_at desc, id desc);
create index on "visit_file" (state, created_at desc, id desc);
create index on "visit_file" ("customer", created_at desc, id desc);
create index on "visit_file" ("order", created_at desc, id desc);
-- One file a delivery, however often history is read in.
create unique index on "visit_file" ("delivery");
-- What the calendar looks through every half minute.
create index on "visit_file" ("next_visit_on") where state = 'active';

-- A customer says that something is not as promised; from the customer's own words to the report.
create table "complaint" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('received', 'replied', 'investigating', 'verified', 'planned', 'handling', 'escalated', 'revisiting', 'reporting', 'closed', 'unfounded', 'closed_unsatisfied')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "customer" uuid not null references "customer",
  "contact" uuid references "contact",
  "contact_way" text not null,
  "channel" text not null check ("channel" in ('hotline', 'mailbox', 'platform', 'shop_box', 'online_service')),
  "statement" text not null,
  "order" uuid references "order",
  "delivery" uuid references "delivery",
  "promise_given" text,
  "severity" text not null check ("severity" in ('safety', 'stopped', 'degraded', 'cosmetic')),
  "complex" boolean not null,
  "team" jsonb,
  "truth" text check ("truth" in ('true', 'partly', 'untrue')),
  "root_cause" text,
  "methods" text,
  "rounds" int not null,
  "major" boolean not null,
  "escalated_because" text,
  "direction" text,
  "progress_told_at" timestamptz(3),
  "handled_at" timestamptz(3),
  "report_basics" text,
  "report_process" text,
  "report_result" text,
  "report_cause" text,
  "report_improvement" text,
  "prevention" text,
  "closing_reason" text
);
create trigger note_search_text after insert or update of "number", "statement", "contact_way" on "complaint" for each row execute function note_search_text('complaint', 'number', 'statement', 'contact_way');
create index on "complaint" (created_at desc, id desc);
create index on "complaint" (state, created_at desc, id desc);
create index on "complaint" ("customer", created_at desc, id desc);
create index on "complaint" ("contact", created_at desc, id desc);
create index on "complaint" ("order", created_at desc, id desc);
create index on "complaint" ("delivery", created_at desc, id desc);
-- Who took a complaint in and who is on its team: people outside the service see these alone.
create index on "complaint" ("created_by", created_at desc, id desc);
create index on "complaint" using gin ("team" jsonb_path_ops);

-- A customer is asked how they fare, whatever the occasion.
create table "return_visit" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('due', 'made', 'acting', 'closed', 'missed', 'cancelled')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "customer" uuid not null references "customer",
  "visit_file" uuid references "visit_file",
  "delivery" uuid references "delivery",
  "complaint" uuid references "complaint",
  "purpose" text not null check ("purpose" in ('plan', 'project', 'sales', 'repair', 'complaint')),
  "due_on" date not null,
  "cadence_on" date,
  "method" text check ("method" in ('phone', 'email', 'on_site')),
  "visited_at" timestamptz(3),
  "contact_name" text,
  "function" int check ("function" between 1 and 5),
  "performance" int check ("performance" between 1 and 5),
  "quality" int check ("quality" between 1 and 5),
  "service" int check ("service" between 1 and 5),
  "timeliness" int check ("timeliness" between 1 and 5),
  "satisfied" boolean,
  "opinions" text,
  "new_needs" text,
  "reason" text,
  "merged_into" uuid references "return_visit"
);
create trigger note_search_text after insert or update of "number", "contact_name", "opinions", "new_needs" on "return_visit" for each row execute function note_search_text('return-visit', 'number', 'contact_name', 'opinions', 'new_needs');
create index on "return_visit" (created_at desc, id desc);
create index on "return_visit" (state, created_at desc, id desc);
create index on "return_visit" ("customer", created_at desc, id desc);
create index on "return_visit" ("delivery", created_at desc, id desc);
create index on "return_visit" ("complaint", created_at desc, id desc);
create index on "return_visit" ("merged_into") where merged_into is not null;
-- One visit for each date of a file.
create unique index on "return_visit" ("visit_file", "cadence_on");
create index on "return_visit" ("visit_file", created_at desc, id desc) where visit_file is not null;
-- The calendar of visits, and which of one customer lie near each other.
create index on "return_visit" ("due_on", id) where state = 'due';
create index on "return_visit" ("customer", "due_on") where state = 'due';
-- Satisfaction with the handling of complaints, by period.
create index on "return_visit" ("visited_at") where purpose = 'complaint' and visited_at is not null;
-- What somebody entered, for people who see only their own.
create index on "return_visit" ("created_by", created_at desc, id desc);

-- What is done about something a customer said in a visit.
create table "visit_action" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('open', 'done', 'fed_back')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "return_visit" uuid not null references "return_visit",
  "customer" uuid not null references "customer",
  "what" text not null,
  "department" uuid not null references "department",
  "owner" uuid not null references "employee",
  "due" date not null,
  "result" text,
  "customer_told_at" timestamptz(3),
  "satisfied" boolean
);
create trigger note_search_text after insert or update of "number", "what", "result" on "visit_action" for each row execute function note_search_text('visit-action', 'number', 'what', 'result');
create index on "visit_action" (created_at desc, id desc);
create index on "visit_action" (state, created_at desc, id desc);
create index on "visit_action" ("return_visit", created_at desc, id desc);
create index on "visit_action" ("customer", created_at desc, id desc);
create index on "visit_action" ("department", created_at desc, id desc);
create index on "visit_action" ("owner", created_at desc, id desc);

-- Many customers are asked the same; its figures as they stood when it closed.
create table "survey" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('planned', 'running', 'closed', 'analysed', 'ended')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "title" text not null,
  "kind" text not null check ("kind" in ('nps', 'csat', 'ces', 'mixed')),
  "channel" text not null check ("channel" in ('questionnaire', 'phone', 'online')),
  "area" text check ("area" in ('service', 'product', 'brand')),
  "target" text,
  "questions" text,
  "starts_on" date not null,
  "ends_on" date,
  "invited" int,
  "answers" int,
  "response_rate" double precision,
  "promoters" int,
  "passives" int,
  "detractors" int,
  "nps" double precision check ("nps" between -100 and 100),
  "csat" double precision,
  "ces" double precision,
  "analysis" text,
  "measures_note" text,
  "next_on" date
);
create trigger note_search_text after insert or update of "number", "title", "target", "analysis" on "survey" for each row execute function note_search_text('survey', 'number', 'title', 'target', 'analysis');
create index on "survey" (created_at desc, id desc);
create index on "survey" (state, created_at desc, id desc);
-- What the calendar looks through every half minute.
create index on "survey" ("next_on") where next_on is not null;

-- What one customer answered. They come by the hundred thousand: each index is paid for with every one of them.
create table "survey_response" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('received', 'read', 'discarded')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "survey" uuid not null references "survey",
  "customer" uuid references "customer",
  "order" uuid references "order",
  "delivery" uuid references "delivery",
  "respondent" text,
  "answered_at" timestamptz(3) not null,
  "nps" int check ("nps" between 0 and 10),
  "csat" int check ("csat" between 1 and 5),
  "ces" int check ("ces" between 1 and 7),
  "area" text check ("area" in ('service', 'product', 'brand')),
  "words" text,
  "language" text,
  "external_number" text,
  "nps_class" text check ("nps_class" in ('promoter', 'passive', 'detractor'))
);
create trigger note_search_text after insert or update of "number", "respondent", "words" on "survey_response" for each row execute function note_search_text('survey-response', 'number', 'respondent', 'words');
create index on "survey_response" (created_at desc, id desc);
create index on "survey_response" (state, created_at desc, id desc);
create index on "survey_response" ("survey", created_at desc, id desc);
create index on "survey_response" ("customer", created_at desc, id desc);
create index on "survey_response" ("order") where "order" is not null;
create index on "survey_response" ("delivery") where delivery is not null;
-- Figures by period and by survey are read from the index alone.
create index on "survey_response" ("answered_at") include (state, "nps", "nps_class", "csat", "ces");
create index on "survey_response" ("survey") include (state, "nps_class", "csat", "ces");
-- An import that runs twice finds that it has been here. Some sources give one number to an answer about several orders.
create unique index on "survey_response" ("survey", "external_number", "order") nulls not distinct where external_number is not null;

-- What is done about a complaint or the result of a survey.
create table "measure" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('planned', 'done', 'checked', 'dropped')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "complaint" uuid references "complaint",
  "survey" uuid references "survey",
  "category" text check ("category" in ('product', 'service', 'brand', 'process')),
  "what" text not null,
  "department" uuid not null references "department",
  "owner" uuid not null references "employee",
  "due" date not null,
  "result" text,
  "effect" text,
  "effective" boolean
);
create trigger note_search_text after insert or update of "number", "what", "result", "effect" on "measure" for each row execute function note_search_text('measure', 'number', 'what', 'result', 'effect');
create index on "measure" (created_at desc, id desc);
create index on "measure" (state, created_at desc, id desc);
create index on "measure" ("complaint", created_at desc, id desc);
create index on "measure" ("survey", created_at desc, id desc);
create index on "measure" ("department", created_at desc, id desc);
create index on "measure" ("owner", created_at desc, id desc);
create index on "measure" ("created_by", created_at desc, id desc);
