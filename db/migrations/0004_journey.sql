-- The journey of a customer's order: who orders, what, the order, its delivery, what goes wrong on the way, what the customer thinks of it.
-- Lists are read newest first by people who see only some rows, so what narrows a list comes before created_at in its index.

-- The customer information file. Salespeople see what is theirs or their department's.
create table "customer" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('potential', 'developing', 'active', 'suspended', 'terminated')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "name" text not null,
  "short_name" text,
  "tax_id" text,
  "phone" text,
  "address" text,
  "business_scope" text,
  "needs" text,
  "source" text,
  "value_class" text check ("value_class" in ('strategic', 'important', 'general')),
  "cooperation_class" text check ("cooperation_class" in ('A', 'B', 'C')),
  "key_account" boolean,
  "brand" boolean,
  "owner" uuid references "employee",
  "department" uuid references "department"
);
create trigger note_search_text after insert or update of "number", "name", "short_name" on "customer" for each row execute function note_search_text('customer', 'number', 'name', 'short_name');
create index on "customer" (created_at desc, id desc);
create index on "customer" (state, created_at desc, id desc);
create index on "customer" ("owner", created_at desc, id desc);
create index on "customer" ("department", created_at desc, id desc);

-- People at customers. Personal data: who may see them is narrower than who may see the customer.
create table "contact" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('active', 'left')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "customer" uuid not null references "customer",
  "name" text not null,
  "post" text,
  "mobile" text,
  "email" text,
  "language" text check ("language" in ('zh', 'en')),
  "portal_access" text check ("portal_access" in ('none', 'own', 'company')),
  "primary" boolean
);
create trigger note_search_text after insert or update of "number", "name", "mobile", "email" on "contact" for each row execute function note_search_text('contact', 'number', 'name', 'mobile', 'email');
create index on "contact" (created_at desc, id desc);
create index on "contact" (state, created_at desc, id desc);
create index on "contact" ("customer", created_at desc, id desc);

create table "product" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('active', 'discontinued')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "code" text not null unique,
  "name" text not null,
  "specification" text,
  "unit" text not null,
  "category" text,
  "warranty_months" int
);
create trigger note_search_text after insert or update of "number", "code", "name", "specification", "category" on "product" for each row execute function note_search_text('product', 'number', 'code', 'name', 'specification', 'category');
create index on "product" (created_at desc, id desc);
create index on "product" (state, created_at desc, id desc);

-- Orders come by the hundred thousand and change state five times: each index below is paid for at every step.
create table "order" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('placed', 'data_wanted', 'audited', 'confirmed', 'in_delivery', 'delivered', 'cancelled', 'unfulfilled')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "customer" uuid not null references "customer",
  "channel" text not null check ("channel" in ('website', 'shop', 'sales_rep')),
  "source" text,
  "external_number" text,
  "delivery_address" text,
  "requested_date" date,
  "promised_date" date,
  "logistics_wish" text,
  "owner" uuid references "employee",
  "department" uuid references "department",
  "confirmed_at" timestamptz(3),
  "sent_to" text,
  "sent_by" text check ("sent_by" in ('email', 'wechat', 'portal', 'fax', 'post', 'in_person')),
  "delivered_at" timestamptz(3),
  "notice_given_at" timestamptz(3),
  "notice_hours" int,
  "penalty" numeric(18,2),
  "penalty_basis" text check ("penalty_basis" in ('notice_in_time', 'no_requested_date', 'rate_unset', 'unpriced', 'charged'))
);
create trigger note_search_text after insert or update of "number", "external_number" on "order" for each row execute function note_search_text('order', 'number', 'external_number');
create index on "order" (created_at desc, id desc);
create index on "order" (state, created_at desc, id desc);
create index on "order" ("customer", state, created_at desc, id desc);
create index on "order" ("customer", created_at desc, id desc);
create index on "order" ("owner", created_at desc, id desc);
create index on "order" ("department", created_at desc, id desc);
-- Salespeople look for the few of their orders that are not delivered yet: without these two, among all they ever had.
create index on "order" ("owner", state, created_at desc, id desc);
create index on "order" ("department", state, created_at desc, id desc);
-- An import that runs twice finds that it has been here; orders that came from nowhere else have no source.
create unique index on "order" ("source", "external_number");
create table "order_items" (
  id uuid primary key,
  parent uuid not null references "order",
  position int not null,
  "product" uuid references "product",
  "product_name" text,
  "specification" text,
  "quantity" numeric(18,6),
  "unit" text,
  "unit_price" numeric(18,2)
);
create index on "order_items" (parent, position);

-- Goods on their way, up to the signed receipt.
create table "delivery" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('prepared', 'packed', 'documented', 'shipped', 'delayed', 'arrived', 'objected', 'signed', 'returned')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "order" uuid not null references "order",
  "customer" uuid not null references "customer",
  "promised_date" date,
  "mode" text check ("mode" in ('express', 'road', 'rail', 'air', 'sea', 'own_fleet', 'pickup', 'other')),
  "carrier" text,
  "tracking_number" text,
  "destination" text,
  "planned_date" date,
  "expected_arrival" date,
  "progress" text,
  "has_manual" boolean,
  "manual_reference" text,
  "has_inspection_report" boolean,
  "inspection_report_reference" text,
  "has_operation_manual" boolean,
  "operation_manual_reference" text,
  "has_warranty_card" boolean,
  "warranty_card_reference" text,
  "packed_at" timestamptz(3),
  "documents_archived_at" timestamptz(3),
  "shipped_at" timestamptz(3),
  "delay_told_at" timestamptz(3),
  "arrived_at" timestamptz(3),
  "signed_at" timestamptz(3),
  "signed_by" text,
  "signature" jsonb
);
create trigger note_search_text after insert or update of "number", "tracking_number" on "delivery" for each row execute function note_search_text('delivery', 'number', 'tracking_number');
create index on "delivery" (created_at desc, id desc);
create index on "delivery" (state, created_at desc, id desc);
create index on "delivery" ("order", created_at desc, id desc);
create index on "delivery" ("customer", created_at desc, id desc);
create table "delivery_labels" (
  id uuid primary key,
  parent uuid not null references "delivery",
  position int not null,
  "product_name" text,
  "specification" text,
  "quantity" numeric(18,6),
  "production_date" date
);
create index on "delivery_labels" (parent, position);

-- A delivery will be late, and what the customer is told.
create table "delay_notice" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('known', 'told', 'met', 'superseded')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "delivery" uuid not null references "delivery",
  "customer" uuid not null references "customer",
  "cause" text not null check ("cause" in ('force_majeure', 'production', 'supplier', 'logistics', 'customer', 'other')),
  "reason" text not null,
  "new_date" date,
  "measures" text,
  "told_how" text,
  "told_at" timestamptz(3)
);
create trigger note_search_text after insert or update of "number", "reason" on "delay_notice" for each row execute function note_search_text('delay-notice', 'number', 'reason');
create index on "delay_notice" (created_at desc, id desc);
create index on "delay_notice" (state, created_at desc, id desc);
create index on "delay_notice" ("delivery", created_at desc, id desc);
create index on "delay_notice" ("customer", created_at desc, id desc);

-- What a customer finds wrong with goods that have arrived.
create table "objection" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('raised', 'investigating', 'answered', 'settled')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "delivery" uuid not null references "delivery",
  "customer" uuid not null references "customer",
  "content" text not null,
  "kind" text not null check ("kind" in ('damage', 'quantity', 'mismatch', 'quality', 'other')),
  "department" uuid references "department",
  "investigation" text,
  "solution" text
);
create trigger note_search_text after insert or update of "number", "content" on "objection" for each row execute function note_search_text('objection', 'number', 'content');
create index on "objection" (created_at desc, id desc);
create index on "objection" (state, created_at desc, id desc);
create index on "objection" ("delivery", created_at desc, id desc);
create index on "objection" ("customer", created_at desc, id desc);

-- What a customer thinks of service and product after receipt.
create table "rating" (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('given', 'improvement_wanted', 'improved')),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  "delivery" uuid not null references "delivery",
  "order" uuid not null references "order",
  "customer" uuid not null references "customer",
  "service" int not null check ("service" between 1 and 5),
  "product" int not null check ("product" between 1 and 5),
  "words" text,
  "improvement" text
);
create trigger note_search_text after insert or update of "number", "words" on "rating" for each row execute function note_search_text('rating', 'number', 'words');
create index on "rating" (created_at desc, id desc);
create index on "rating" (state, created_at desc, id desc);
create index on "rating" ("delivery", created_at desc, id desc);
create index on "rating" ("customer", created_at desc, id desc);
