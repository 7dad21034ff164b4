-- The customer's side: whoever orders, what lets contact persons in, links that open something once, and who is written to.

-- Who ordered, at the customer. Nobody lists orders by it: a contact person's own are looked for among their company's.
alter table "order" add column "contact" uuid references "contact";

-- Which product a package holds: its label leads to the product's page.
alter table "delivery_labels" add column "product" uuid references "product";

-- People are found by the address that they sign in with.
create index contact_email on "contact" (lower("email")) where "email" is not null;

-- The code that was sent last to an address; the newest counts. Addresses that nobody has get one too, so that nothing tells them apart.
create table portal_code (
  -- sha256 of the address.
  address bytea primary key,
  -- Keyed with `access.key`: six digits could be guessed from a plain hash.
  code_mac bytea not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  tries int not null default 0
);
create index portal_code_expires on portal_code (expires_at);

-- A contact person's browser. Only the sha256 of its token is kept.
create table portal_session (
  id uuid primary key,
  token_hash bytea not null unique,
  contact uuid not null references "contact",
  method text not null check (method in ('code', 'link')),
  created_at timestamptz(3) not null,
  last_seen_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  ip text not null,
  user_agent text not null,
  revoked_at timestamptz(3)
);
create index portal_session_contact on portal_session (contact, created_at desc);
create index portal_session_expires on portal_session (expires_at);

-- A link that was given to somebody, good once: it signs a contact person in, or lets whoever holds it answer a survey.
create table portal_link (
  id uuid primary key,
  token_hash bytea not null unique,
  purpose text not null check (purpose in ('sign_in', 'survey')),
  contact uuid references "contact",
  survey uuid references "survey",
  -- The page that it leads to.
  opens text not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  expires_at timestamptz(3) not null,
  used_at timestamptz(3),
  check (case purpose when 'sign_in' then contact is not null and survey is null else survey is not null end)
);
create index portal_link_expires on portal_link (expires_at);

alter table sign_in_counter drop constraint sign_in_counter_kind_check;
alter table sign_in_counter add check (kind in ('login', 'address', 'factor', 'portal'));

-- Employees who want news of promises by e-mail too, and up to which instant they have been written to.
create table mail_news (
  employee uuid primary key references "employee",
  since timestamptz(3) not null
);
