"""Append-only tables, partitioned by the month of recording, as migration operations."""

from collections.abc import Sequence
from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState

FUNCTIONS = """
create function huiyin_stays() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: a correction is a new row', tg_table_name;
end $$;

create function huiyin_make_partitions(months int) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  parent record;
  first date;
  made int := 0;
begin
  for parent in
    select c.oid, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'p' and n.nspname = 'public'
  loop
    for step in 0..months loop
      first := date_trunc('month', now() at time zone 'UTC')::date + make_interval(months => step);
      if to_regclass(format('%I', parent.relname || to_char(first, '_YYYYMM'))) is null then
        execute format(
          'create table %I partition of %I for values from (%L) to (%L)',
          parent.relname || to_char(first, '_YYYYMM'), parent.relname,
          first::timestamp at time zone 'UTC',
          (first + interval '1 month')::timestamp at time zone 'UTC');
        made := made + 1;
      end if;
    end loop;
  end loop;
  return made;
end $$;
"""

ROLES = """
do $$
declare
  role text;
begin
  foreach role in array array['huiyin_owner', 'huiyin_app', 'huiyin_worker'] loop
    if not exists (select from pg_roles where rolname = role) then
      execute format('create role %I', role);
    end if;
  end loop;
end $$;
grant usage on schema public to huiyin_app, huiyin_worker;
alter default privileges in schema public
  grant select, insert, update, delete on tables to huiyin_app, huiyin_worker;
alter default privileges in schema public
  grant usage, select, update on sequences to huiyin_app, huiyin_worker;
"""


class CreatePartitioned(migrations.CreateModel):
    """CreateModel for a table that is partitioned by the month of one of its moments."""

    def __init__(self, *, by: str, append_only: bool, **kwargs: Any) -> None:
        self.by = by
        self.append_only = append_only
        super().__init__(**kwargs)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """The operation as a migration file writes it."""
        name, args, kwargs = super().deconstruct()
        return name, args, {**kwargs, "by": self.by, "append_only": self.append_only}

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Create the table with its default partition; later months are made by a job."""
        apps: Apps = to_state.apps
        model: type[models.Model] = apps.get_model(app_label, self.name)
        table = model._meta.db_table
        create, _params = schema_editor.table_sql(model)
        schema_editor.execute(f"{create} PARTITION BY RANGE ({self.by})")
        schema_editor.execute(f'CREATE TABLE "{table}_rest" PARTITION OF "{table}" DEFAULT')
        for index in model._meta.indexes:
            schema_editor.add_index(model, index)
        if self.append_only:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION huiyin_stays()"
            )
            schema_editor.execute(
                f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM huiyin_app, huiyin_worker"
            )
