-- Jobs that any process can do, give back, take up again: what they need to be done stands in the row.

-- Jobs of before have no input; those under way are over, and may be started again.
update jobs set state = 'failed', finished_at = now(),
  error = '{"code": "CANCELLED", "message": "The program was updated before the job was done.", "hint": "Start it again; what was stored is kept."}'
where state in ('queued', 'running');

alter table jobs
  add column input jsonb,
  -- Equal requests are one job. Where the subject is a name for people, this is what makes them equal.
  add column join_key text,
  -- Whether somebody waits for it, and whether it asks Spotify: there is a queue for each pair.
  add column priority text not null default 'person' check (priority in ('person', 'nightly')),
  add column source text not null default 'own' check (source in ('spotify', 'own')),
  -- Rises each time a process takes the job; what a process writes of an earlier attempt is refused.
  add column attempt integer not null default 0 check (attempt >= 0),
  -- Attempts that broke off, since somebody asked for it.
  add column faults integer not null default 0 check (faults >= 0),
  add column enqueued_at timestamptz not null default now(),
  add column not_before timestamptz,
  add column stop_requested_at timestamptz;

alter table jobs drop constraint jobs_kind_check, drop constraint jobs_state_check, drop constraint jobs_check,
  drop constraint jobs_check1;
alter table jobs
  add constraint jobs_kind_check check (kind in ('ingest-playlist', 'import-file', 'rebuild-index', 'evaluate-catalog',
    'describe-tracks', 'group-releases', 'refresh-metadata', 'retention')),
  add constraint jobs_state_check check (state in ('queued', 'running', 'waiting', 'done', 'failed', 'cancelled')),
  add constraint jobs_end check ((state in ('done', 'failed', 'cancelled')) = (finished_at is not null)),
  add constraint jobs_reason check ((state in ('failed', 'waiting')) = (error is not null)),
  add constraint jobs_wait check (state <> 'waiting' or not_before is not null);

drop index jobs_active;
create unique index jobs_active
  on jobs (kind, coalesce(join_key, subject), coalesce(user_id, '00000000-0000-0000-0000-000000000000'))
  where state in ('queued', 'running', 'waiting');
-- For those who look after silent jobs and count what waits.
create index jobs_open on jobs (state, heartbeat_at) where state in ('queued', 'running', 'waiting');

-- Files that were sent, until they are imported; in pieces, so that neither side holds one whole.
create table uploads (
  id uuid primary key default gen_random_uuid(),
  -- Both null until the last byte is here.
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes bigint check (bytes >= 0),
  created_at timestamptz not null default now(),
  check ((sha256 is null) = (bytes is null))
);
create index uploads_created on uploads (created_at);
create table upload_chunks (
  upload_id uuid not null references uploads (id) on delete cascade,
  part integer not null check (part >= 0),
  bytes bytea not null check (octet_length(bytes) between 1 and 1048576),
  primary key (upload_id, part)
);
-- Read once and gone: not worth the time of compressing.
alter table upload_chunks alter column bytes set storage external;
