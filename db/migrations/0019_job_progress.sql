-- How a job goes on, told as it happens, and what it could not do.

-- Counted a second, as measured; and what the job waits for: {"for": "Spotify asks us to wait", "until": …}.
alter table jobs add column rate real check (rate >= 0);
alter table jobs add column waiting jsonb;

-- Numbered under the row's lock, so that a reader who has seen a number has seen all before it.
alter table jobs add column last_event integer not null default 0;
create table job_events (
  job_id uuid not null references jobs (id) on delete cascade,
  seq integer not null check (seq > 0),
  at timestamptz not null default now(),
  event jsonb not null check (jsonb_typeof(event) = 'object'),
  primary key (job_id, seq)
);
create index job_events_at on job_events (at);

-- Items that were stored without what was asked for; `track` is the public id of one that can be tried again.
create table job_failures (
  job_id uuid not null references jobs (id) on delete cascade,
  position integer not null check (position >= 0),
  track text,
  name text not null,
  reason text not null,
  primary key (job_id, position)
);

-- Whoever watches a job hears of its events and of its states, whichever process wrote them.
create function tell_job() returns trigger language plpgsql as $$
begin
  perform pg_notify('segue_job_events', to_jsonb(new) ->> tg_argv[0]);
  return null;
end $$;
create trigger jobs_told after update of state on jobs
  for each row when (old.state is distinct from new.state) execute function tell_job('id');
create trigger job_events_told after insert on job_events for each row execute function tell_job('job_id');
