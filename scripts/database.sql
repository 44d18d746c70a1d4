-- What selfopt keeps in a database: the layers of the warehouse, and its own records.
-- Safe to run again. The program runs this text itself when something is missing, or was made by an
-- earlier version of it; a database administrator may run it first and then grant the program less.
-- Whoever changes it adds what brings older tables up to date, and raises the number at its end.

create schema if not exists bronze;
comment on schema bronze is 'Warehouse layer 1: data as it came from the files';
create schema if not exists silver;
comment on schema silver is 'Warehouse layer 2: cleaned, typed, with keys';
create schema if not exists gold;
comment on schema gold is 'Warehouse layer 3: aggregates for reports';
create schema if not exists selfopt;

-- How statements ran. One row for each statement and snapshot.
create table if not exists selfopt.performance_metrics (
  id bigint generated always as identity primary key,
  "timestamp" timestamptz not null default now(),
  source text not null,                  -- pg_stat_statements, replay, log
  query_hash text not null,              -- libpg_query's fingerprint, 16 hex digits
  query_text text not null,              -- constants left out unless asked for
  database_name text,
  user_name text,
  calls bigint not null,
  execution_time_ms double precision,    -- mean of a call
  total_time_ms double precision,
  stddev_time_ms double precision,
  rows double precision,                 -- mean of a call
  shared_blks_hit double precision,      -- mean of a call
  shared_blks_read double precision,     -- mean of a call
  temp_blks_written double precision,    -- mean of a call
  cpu_usage double precision,            -- CPU milliseconds, mean of a call; null if not readable
  memory_usage bigint,                   -- peak bytes of the server's process; null if not readable
  plan_hash text
);
alter table selfopt.performance_metrics
  add column if not exists since timestamptz,   -- the calls are those from here to "timestamp"
  add column if not exists max_time_ms double precision;  -- of the longest call, if known
create index if not exists performance_metrics_timestamp
  on selfopt.performance_metrics ("timestamp");
create index if not exists performance_metrics_query_hash
  on selfopt.performance_metrics (query_hash, "timestamp");

-- Measurements summed up, one row a statement and time, so that nobody who looks at a month has to wait:
-- hours of the last days, quarters of a day of the last weeks, days, and the last day, week and month as a
-- whole. collect keeps them up to date and makes them anew where they are missing.
create table if not exists selfopt.statement_sums (
  span_hours smallint not null,
  begins timestamptz not null,
  query_hash text not null,
  calls bigint not null,
  total_ms double precision not null,
  max_ms double precision not null,
  rows double precision,                 -- of all calls_with_rows
  calls_with_rows bigint,
  cpu_ms double precision,               -- of all calls_with_cpu
  calls_with_cpu bigint,
  peak_memory_bytes bigint,
  source text not null,                  -- empty: several
  primary key (query_hash, span_hours, begins)
);
create index if not exists statement_sums_begins on selfopt.statement_sums (begins, span_hours);

-- Which times are summed up, and the sums of all their statements. Who changes measurements by hand sets
-- stale for the times that they are of.
create table if not exists selfopt.summed_spans (
  span_hours smallint not null,
  begins timestamptz not null,
  calls bigint not null,
  total_ms double precision not null,
  max_ms double precision,
  cpu_ms double precision,
  peak_memory_bytes bigint,
  first_call timestamptz,                -- when the earliest calls in it began to be counted
  last_call timestamptz,                 -- until when the latest were
  time_slots int[] not null,             -- times of a call as powers of 1.01 ms, and
  slot_calls bigint[] not null,          -- how many calls took that long
  stale boolean not null default false,  -- measurements were added since: is to be summed up anew
  primary key (span_hours, begins)
);

-- When the server's statistics were read.
create table if not exists selfopt.snapshots (
  id bigint generated always as identity primary key,
  taken_at timestamptz not null default now(),
  database_name text not null,
  since timestamptz,                     -- the snapshot before; null: this is the first
  statements bigint not null,            -- entries read
  changed bigint not null,               -- of them with calls since
  restarted bigint not null,             -- of them with counters that began anew since
  evicted bigint,                        -- entries thrown out since; null: not known
  reset boolean not null,                -- all statistics were reset since
  stats_reset text,
  dealloc bigint
);
create index if not exists snapshots_database on selfopt.snapshots (database_name, id);

-- What the counters of pg_stat_statements were when they were last read, to tell what ran since.
create table if not exists selfopt.statement_counters (
  dbid bigint not null,
  userid bigint not null,
  queryid bigint not null,
  toplevel boolean not null,
  seen_at timestamptz not null default now(),
  calls bigint not null,
  total_ms double precision not null,
  stddev_ms double precision not null,
  max_ms double precision not null,
  rows double precision not null,
  shared_blks_hit double precision not null,
  shared_blks_read double precision not null,
  temp_blks_written double precision not null,
  cpu_ms double precision,
  stats_since text,
  primary key (dbid, userid, queryid, toplevel)
);

-- Which logs have been counted, and how far.
create table if not exists selfopt.log_files (
  head_hash text not null,               -- XXH3 of the first line
  content_hash text not null,            -- XXH3 of the bytes up to "position"
  "position" bigint not null,            -- bytes from the beginning, decompressed
  file text not null,                    -- its name when it was last read
  read_at timestamptz not null default now(),
  primary key (head_hash, content_hash)
);

-- Files that were loaded.
create table if not exists selfopt.loads (
  id bigint generated always as identity primary key,
  loaded_at timestamptz not null default now(),
  file text not null,
  content_hash text not null,            -- XXH3, 16 hex digits
  table_name text not null,
  rows_read bigint not null,
  rows_loaded bigint not null,
  rows_rejected bigint not null,
  bytes bigint not null,
  seconds double precision not null,
  options jsonb not null default '{}'
);

alter table selfopt.loads
  add column if not exists status text not null default 'loaded'  -- rejected: too many bad rows, nothing was stored
    constraint loads_status_check check (status in ('loaded', 'rejected'));

-- Rows that could not be loaded, with the reason.
create table if not exists selfopt.rejects (
  id bigint generated always as identity primary key,
  load_id bigint references selfopt.loads (id) on delete cascade,
  file text not null,
  line bigint not null,                  -- from 1
  byte_offset bigint not null,           -- of the row's first byte, from 0
  column_name text,
  reason text not null,
  raw text not null
);

-- Every change to the database: intent is written before, outcome after.
create table if not exists selfopt.actions (
  id bigint generated always as identity primary key,
  recommendation_id text not null,
  kind text not null check (kind in ('create_index', 'drop_index')),
  table_name text not null,
  index_name text not null,
  ddl text not null,
  undo_ddl text not null,
  state text not null
    check (state in ('intended', 'done', 'failed', 'undoing', 'undone')),
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  duration_ms double precision,
  size_bytes bigint,
  applied_by text not null default current_user,
  message text
);
alter table selfopt.actions drop constraint if exists actions_state_check;
alter table selfopt.actions add constraint actions_state_check check (state in
  ('intended', 'done', 'failed', 'postponed', 'undoing', 'undone', 'reverting', 'reverted'));
alter table selfopt.actions
  add column if not exists reason text,            -- why it was advised
  add column if not exists definition text,        -- of the index made, as pg_get_indexdef prints it
  add column if not exists tablespace_name text,   -- of the index dropped; null: the database's own
  add column if not exists undo_commands text[],   -- after undo_ddl: comment, statistics targets
  add column if not exists table_rows double precision,  -- the server's estimate at that time
  add column if not exists partitioned boolean not null default false,
  add column if not exists query_hashes text[],    -- of the statements it was to make cheaper
  add column if not exists verified_by text,       -- plan, replay, observe; null: not verified
  add column if not exists verdict text,           -- pending, improved, unchanged, useless, regressed, ...
  add column if not exists before_ms double precision,  -- of the statements measured, times calls
  add column if not exists after_ms double precision,   -- (planner units if verified by plan)
  add column if not exists measurements jsonb;     -- of each statement: query_hash, before, after

-- What was measured before a change that has no verdict yet: one row for each statement it is judged by.
create table if not exists selfopt.unverified (
  id bigint generated always as identity primary key,
  action_id bigint not null references selfopt.actions (id) on delete cascade,
  query_hash text not null,
  query_text text not null,              -- as it is planned or run; goes with the verdict
  parameters text[] not null,
  calls double precision not null,
  guessed boolean not null,              -- its values are not those of the workload
  tables text[] not null,
  statistics text not null,              -- of the tables; can only be compared
  plan_hash text not null,
  indexes text[] not null,               -- in its plan
  samples double precision[] not null    -- milliseconds, or one cost
);
create index if not exists unverified_action_id on selfopt.unverified (action_id);

-- What watch advises now, and since when: one row a recommendation.
create table if not exists selfopt.recommendations (
  recommendation_id text primary key,
  kind text not null,
  table_name text not null,
  index_name text not null,
  ddl text not null,
  confidence double precision,
  benefit double precision,
  size_bytes bigint,
  reason text,
  first_advised timestamptz not null default now(),
  last_advised timestamptz not null default now(),
  times bigint not null default 1        -- cycles in a row
);

-- Models of run times that watch has trained, each judged beside the one before it on measurements that
-- neither had seen.
create table if not exists selfopt.models (
  id bigint generated always as identity primary key,
  trained_at timestamptz not null default now(),
  reason text not null,                  -- why it was trained
  learned_until timestamptz not null,    -- the measurements up to here were looked at
  measurements bigint not null,          -- how many they were
  rows_judged bigint not null,           -- different statements that both were asked about
  q_error_p50 double precision not null,
  q_error_p95 double precision not null,
  within_interval double precision,      -- share of the statements
  champion_id bigint references selfopt.models (id) on delete set null,  -- the one before it
  champion_q_error_p50 double precision,
  champion_q_error_p95 double precision,
  kept boolean not null,                 -- whether it took the place of the one before
  content bytea                          -- a file of selfopt train; null: not kept, or replaced since
);

-- What the model in use said of statements, before they ran: a row when it said something new.
create table if not exists selfopt.predictions (
  id bigint generated always as identity primary key,
  predicted_at timestamptz not null default now(),
  model_id bigint not null references selfopt.models (id) on delete cascade,
  query_hash text not null,
  predicted_ms double precision not null,
  low_ms double precision not null,      -- nine of ten statements are between the two
  high_ms double precision not null
);
create index if not exists predictions_query_hash
  on selfopt.predictions (query_hash, predicted_at);

-- What watch is doing: one row a database.
create table if not exists selfopt.status (
  database_name text primary key,
  updated_at timestamptz not null default now(),
  document jsonb not null                -- schema selfopt.status/1
);

-- Which version of this text made the tables, or brought them up to date: anybody may read that here.
comment on schema selfopt is 'Records of the selfopt program, version 5';
