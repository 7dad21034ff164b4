-- The same windows of two characters, for two thirds of the work: `substr` looks for its place from the beginning each time,
-- which an array of the characters does not. Every record that is created, and every import above all, pays for this.
create or replace function bigrams(s text) returns text[] language plpgsql immutable strict parallel safe as $$
declare
  l text := lower(s);
  characters text[] := string_to_array(l, null);
  n int := cardinality(characters);
  r text[];
begin
  if n < 2 then return array[l]; end if;
  r := array_fill(null::text, array[n - 1]);
  for i in 1..n - 1 loop r[i] := characters[i] || characters[i + 1]; end loop;
  return r;
end $$;

-- Ends a statement that did not move every row it was to move, as a conflict with another writer: the kernel sends COMMIT right behind
-- the statement, so it is here that a lost version is noticed.
create function all_moved(moved bigint, wanted int) returns boolean language plpgsql as $$
begin
  if moved <> wanted then
    raise exception 'A record changed between its reading and its writing.' using errcode = 'serialization_failure';
  end if;
  return true;
end $$;
