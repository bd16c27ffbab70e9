"""The second wall, in PostgreSQL: rows of a petition that are kept from whoever asks (R30.3).

`huiyin_look` is told who asks, at the beginning of a transaction; it notes which petitions the wall
or a recusal keeps from that person, and a policy on every table that tells of petitions leaves them
out, whatever the query. While nobody was named there is nothing to read. The policies are for
`huiyin_app`, the web: the worker, the owner and whoever dumps the database read everything.

A new table with a petition in it wants one line in its migration: `walled("table", "column")`.
"""

from django.db import migrations

# By the tree of offices where the first wall compares paths: what one overlooks the other finds.
FUNCTIONS = """
create function huiyin_kept_from(person uuid) returns uuid[] language plpgsql stable as $$
declare
  -- The office's day, in the law's time: ahead of the real one in a demo.
  today date := (now() + coalesce((select seconds from petitions_shiftedclock), 0)
                 * interval '1 second') at time zone 'Asia/Shanghai';
begin
  return (
    with recursive held as materialized (
      select p.office_id, o.parent_id, o.kind
      from accounts_post p join organisations_office o on o.id = p.office_id
      where p.user_id = person and p.from_on <= today and (p.to_on is null or p.to_on >= today)
    ), above (id, parent_id) as (
      select office_id, parent_id from held
      union
      select o.id, o.parent_id from organisations_office o join above on o.id = above.parent_id
    ), below (id) as (
      select office_id from held where kind <> 'government'
      union
      select o.id from organisations_office o join below on o.parent_id = below.id
    ), offices (id) as (
      select id from above union select id from below
    ), people (id) as (
      select person
      union
      select p.user_id from accounts_post p
      where p.office_id in (select id from offices)
        and (p.role in ('head', 'leader') or p.office_id in (select id from below))
        and p.from_on <= today and (p.to_on is null or p.to_on >= today)
    )
    select coalesce(array_agg(petition_id), '{}') from (
      select petition_id from petitions_accused
      where cleared_at is null and office_id in (select id from offices)
      union
      select petition_id from petitions_accused
      where cleared_at is null and user_id in (select id from people)
      union
      select petition_id from petitions_recusal where user_id = person
    ) as kept
  );
end $$;

create function huiyin_look(tag text) returns text
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  kept text := '';  -- nothing can be read: of somebody at the desk whom nobody knows yet, too
begin
  if tag like 'staff:_%' then
    kept := huiyin_kept_from(substr(tag, 7)::uuid)::text;
  elsif tag ~ '^(nobody|holder|token|job):' then
    kept := '{}';
  end if;
  perform set_config('huiyin.kept', kept, true);
  return set_config('huiyin.viewer', tag, true);
end $$;
"""
AWAY = "drop function huiyin_look(text); drop function huiyin_kept_from(uuid);"

# A sub-query without a link to the row is answered once for each query, not for each row.
_KEPT = "all ((select nullif(current_setting('huiyin.kept', true), '')::uuid[])::uuid[])"


_TOLD = "(select coalesce(current_setting('huiyin.kept', true), '') <> '')"


def walled(table: str, column: str = "petition_id", *, apart: str = "") -> migrations.RunSQL:
    """Put a table behind the second wall, by its column with the petition.

    With `apart`, which rows nothing is ever kept of: they are not looked for in the list.
    """
    seen = f"{column} <> {_KEPT}"
    if apart:
        seen = f"({apart} and {_TOLD}) or {seen}"
    return migrations.RunSQL(
        f"alter table {table} enable row level security;"
        f" create policy second_wall on {table} to huiyin_app using ({seen}) with check (true);"
        f" create policy whole on {table} to huiyin_worker using (true)",
        f"drop policy whole on {table}; drop policy second_wall on {table};"
        f" alter table {table} disable row level security",
    )
