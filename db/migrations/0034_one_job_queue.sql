-- Jobs are taken from their own table: what delivered them before is not needed.
drop schema if exists pgboss cascade;

-- The next job that can be taken.
create index jobs_next on jobs ((priority = 'nightly'), coalesce(not_before, enqueued_at))
  where state in ('queued', 'waiting');

-- Whoever does jobs hears of each that is to be done, and of each that asked Spotify and leaves its place to another.
create function wake_workers() returns trigger language plpgsql as $$
begin
  perform pg_notify('segue_jobs', '');
  return null;
end $$;
create trigger jobs_added after insert on jobs for each row execute function wake_workers();
create trigger jobs_changed after update of state, priority on jobs for each row
  when (
    new.state in ('queued', 'waiting') and (old.state, old.priority) is distinct from (new.state, new.priority)
    or old.state = 'running' and new.state <> 'running' and new.source = 'spotify'
  )
  execute function wake_workers();

-- The newest planned time of each schedule that a process has seen to.
create table job_schedules (
  name text primary key,
  ran_for timestamptz not null
);
