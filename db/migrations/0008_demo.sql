-- Whether this installation holds the demo company: nobody shall take it for a real one.
create table demo (
  single boolean primary key default true check (single),
  loaded_at timestamptz(3) not null,
  -- The last journal entry of the loading: what comes behind it is other people's work. Null while it loads.
  journal_to bigint
);
