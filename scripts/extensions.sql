-- The extensions that selfopt reads and plans with. Run as a superuser in the database that is to be
-- optimised: psql -d DATABASE -f scripts/extensions.sql. pg_stat_statements also has to stand in
-- shared_preload_libraries; HypoPG is Debian's package postgresql-NN-hypopg.
create extension if not exists pg_stat_statements;
create extension if not exists hypopg;
