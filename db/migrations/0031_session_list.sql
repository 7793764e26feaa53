-- What people are shown of their own sessions, and how long one lasts at most. Renewed ids of a session share `series`.
alter table sessions
  add column series uuid not null default gen_random_uuid(),
  -- When somebody proved who they are (null: a guest), which renewing an id does not.
  add column signed_in_at timestamptz,
  add column seen_at timestamptz not null default now(),
  add column browser text check (length(browser) <= 80);
update sessions s set signed_in_at = s.created_at, seen_at = s.created_at
from listeners l where l.id = s.listener_id and l.user_id is not null;
