-- A role for selfopt that may do what it needs and no more. Run as a superuser, in the database that
-- is to be optimised, after scripts/database.sql:
--     psql -d DATABASE -f scripts/database.sql -f scripts/roles.sql
-- Variables: role (selfopt), owner: the role that owns the tables to be indexed; without it the role
-- may advise, but not apply. For example psql -v owner=warehouse_owner ...
\if :{?role}
\else
  \set role selfopt
\endif

select not exists (select from pg_roles where rolname = :'role') as is_new \gset
\if :is_new
  create role :"role" login;
\endif

-- To read the statistics of all users' statements, and to see who holds up a build.
grant pg_read_all_stats to :"role";
-- To plan and replay statements on all tables, and to draw values from pg_stats. Reading only.
grant pg_read_all_data to :"role";
-- To see how much space the server's disk has.
grant pg_read_all_settings to :"role";

-- Its own records: write rows, but change no table.
grant usage on schema selfopt to :"role";
grant select, insert, update, delete on all tables in schema selfopt to :"role";
grant usage on all sequences in schema selfopt to :"role";
alter default privileges in schema selfopt grant select, insert, update, delete on tables to :"role";

-- To make and drop indexes: PostgreSQL lets only the owner of a table do that.
\if :{?owner}
  grant :"owner" to :"role";
\endif
