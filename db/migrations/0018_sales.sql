-- Sales: from the quotation to the signed contract. Salespeople see what is theirs or their department's.

-- The technical department reviews what is offered.
alter table "role_grant" drop constraint "role_grant_role_check";
alter table "role_grant" add constraint "role_grant_role_check" check ("role" in ('admin', 'general_manager', 'management', 'supervisor', 'sales', 'sales_manager', 'service_desk', 'service_manager', 'after_sales', 'market', 'warehouse', 'logistics', 'technical', 'quality', 'production', 'procurement', 'finance', 'legal', 'hr', 'employee', 'portal_customer'));

create table "quotation" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('draft', 'in_review', 'approved', 'released', 'offered', 'accepted', 'declined', 'lapsed', 'cancelled')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "customer" uuid not null references "customer",
  "subject" text not null,
  "channel" text not null check ("channel" in ('email', 'phone', 'online', 'visit')),
  "owner" uuid references "employee",
  "department" uuid references "department",
  "revision" int not null,
  "valid_until" date,
  "delivery_terms" text,
  "payment_terms" text,
  "important_terms" text,
  "process_flow" text,
  "manufacturing_standard" text,
  "technical_index" text,
  "market_reference" text,
  "overhead_rate" numeric(18,6) not null,
  "contingency_rate" numeric(18,6) not null,
  "target_margin" numeric(18,6) not null,
  "vat_rate" numeric(18,6) not null,
  "material_cost" numeric(18,2),
  "labour_cost" numeric(18,2),
  "overhead_cost" numeric(18,2),
  "other_cost" numeric(18,2),
  "contingency_cost" numeric(18,2),
  "cost" numeric(18,2),
  "guide_price" numeric(18,2),
  "net_price" numeric(18,2),
  "tax" numeric(18,2),
  "gross_price" numeric(18,2),
  "profit" numeric(18,2),
  "margin_percent" numeric(18,6),
  "markup_percent" numeric(18,6),
  "offered_at" timestamptz(3),
  "lapses_on" date,
  "replied_at" timestamptz(3),
  "approvals" jsonb
);
create trigger note_search_text after insert or update of "number", "subject" on "quotation" for each row execute function note_search_text('quotation', 'number', 'subject');
create index on "quotation" (created_at desc, id desc);
create index on "quotation" (state, created_at desc, id desc);
create index on "quotation" ("customer", created_at desc, id desc);
create index on "quotation" ("owner", created_at desc, id desc);
create index on "quotation" ("department", created_at desc, id desc);
create table "quotation_items" (
  id uuid primary key,
  parent uuid not null references "quotation",
  position int not null,
  "product" uuid references "product",
  "product_name" text not null,
  "specification" text,
  "quantity" numeric(18,6) not null,
  "unit" text not null,
  "unit_price" numeric(18,6) not null
);
create index on "quotation_items" (parent, position);
create table "quotation_materials" (
  id uuid primary key,
  parent uuid not null references "quotation",
  position int not null,
  "what" text not null,
  "quantity" numeric(18,6) not null,
  "unit_cost" numeric(18,6) not null
);
create index on "quotation_materials" (parent, position);
create table "quotation_labour" (
  id uuid primary key,
  parent uuid not null references "quotation",
  position int not null,
  "what" text not null,
  "hours" numeric(18,6) not null,
  "hourly_cost" numeric(18,6) not null
);
create index on "quotation_labour" (parent, position);
create table "quotation_other_costs" (
  id uuid primary key,
  parent uuid not null references "quotation",
  position int not null,
  "what" text not null,
  "amount" numeric(18,6) not null
);
create index on "quotation_other_costs" (parent, position);
create table "quotation_consultations" (
  id uuid primary key,
  parent uuid not null references "quotation",
  position int not null,
  "side" text not null check ("side" in ('technical', 'finance', 'other')),
  "who" text not null,
  "opinion" text not null
);
create index on "quotation_consultations" (parent, position);
create table "contract" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('draft', 'in_review', 'approved', 'executing', 'fulfilled', 'terminated', 'closed', 'cancelled')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "customer" uuid not null references "customer",
  "quotation" uuid references "quotation",
  "subject" text not null,
  "owner" uuid references "employee",
  "department" uuid references "department",
  "obligations" text,
  "delivery_date" date,
  "delivery_terms" text,
  "payment_method" text,
  "quality_standard" text,
  "after_sales" text,
  "vat_rate" numeric(18,6) not null,
  "net_total" numeric(18,2),
  "tax" numeric(18,2),
  "gross_total" numeric(18,2),
  "signed_on" date,
  "signed_by" text,
  "customer_signed_by" text,
  "changes" int not null,
  "changed_at" timestamptz(3),
  "summary" text,
  "evaluation" text,
  "approvals" jsonb
);
create trigger note_search_text after insert or update of "number", "subject" on "contract" for each row execute function note_search_text('contract', 'number', 'subject');
create index on "contract" (created_at desc, id desc);
create index on "contract" (state, created_at desc, id desc);
create index on "contract" ("customer", created_at desc, id desc);
create index on "contract" ("quotation", created_at desc, id desc);
create index on "contract" ("owner", created_at desc, id desc);
create index on "contract" ("department", created_at desc, id desc);
create table "contract_items" (
  id uuid primary key,
  parent uuid not null references "contract",
  position int not null,
  "product" uuid references "product",
  "product_name" text not null,
  "specification" text,
  "quantity" numeric(18,6) not null,
  "unit" text not null,
  "unit_price" numeric(18,6) not null
);
create index on "contract_items" (parent, position);

create table "contract_change" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('draft', 'in_review', 'approved', 'in_force', 'cancelled')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "contract" uuid not null references "contract",
  "subject" text not null,
  "cause" text not null,
  "negotiation" text,
  "agreement" text,
  "delivery_date" date,
  "payment_method" text,
  "signed_on" date,
  "signed_by" text,
  "customer_signed_by" text,
  "filing_number" text,
  "filed_at" timestamptz(3),
  "approvals" jsonb
);
create trigger note_search_text after insert or update of "number", "subject", "filing_number" on "contract_change" for each row execute function note_search_text('contract-change', 'number', 'subject', 'filing_number');
create index on "contract_change" (created_at desc, id desc);
create index on "contract_change" (state, created_at desc, id desc);
create index on "contract_change" ("contract", created_at desc, id desc);
create table "contract_change_items" (
  id uuid primary key,
  parent uuid not null references "contract_change",
  position int not null,
  "product" uuid references "product",
  "product_name" text not null,
  "specification" text not null,
  "quantity" numeric(18,6) not null,
  "unit" text not null,
  "unit_price" numeric(18,6) not null
);
create index on "contract_change_items" (parent, position);

