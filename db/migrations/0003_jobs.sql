-- Long work that a reader waits for. One active job per kind and subject: a second request joins the first.

create table jobs (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('ingest-playlist', 'import-file', 'rebuild-index')),
  subject text not null,
  state text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed')),
  stage text not null default 'waiting',
  done integer not null default 0 check (done >= 0),
  total integer check (total >= 0),
  report jsonb,
  error jsonb,
  -- A job whose process stopped saying so is failed by the next process that looks.
  heartbeat_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  started_at timestamptz,
  -- A rate is measured within a stage: the next one works at another pace.
  stage_started_at timestamptz,
  finished_at timestamptz,
  check ((state in ('done', 'failed')) = (finished_at is not null)),
  check ((state = 'failed') = (error is not null))
);
create unique index jobs_active on jobs (kind, subject) where state in ('queued', 'running');
create index jobs_recent on jobs (created_at desc);
