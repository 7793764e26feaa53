-- Listeners: whoever clicks. A guest in a browser, a person who signed in, or a name that a tool gives.

create table listeners (
  id uuid primary key default gen_random_uuid(),
  -- Set when a listener signs in; until then a guest.
  user_id uuid unique references users (id) on delete cascade,
  -- Given by a tool: "kitchen", "radio". Never a guest of a browser.
  name text unique check (name ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  created_at timestamptz not null default now(),
  check (user_id is null or name is null)
);

-- A session belongs to a listener, and through it to the user who signed in. No session was ever stored before.
drop table sessions;
create table sessions (
  -- The cookie holds an opaque id; only its SHA-256 is here, so that a leaked table opens no session.
  id_hash bytea primary key check (octet_length(id_hash) = 32),
  listener_id uuid not null references listeners (id) on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  -- Another id has taken its place; the old one answers a little longer, for requests that were on their way.
  replaced boolean not null default false
);
create index sessions_listener on sessions (listener_id);
create index sessions_expiry on sessions (expires_at);

-- What listeners said of tracks, in order. The newest click on a track counts; the one below it comes back when the
-- newest is taken back.
create table clicks (
  id bigint generated always as identity primary key,
  listener_id uuid not null references listeners (id) on delete cascade,
  track_id bigint not null references tracks (id) on delete cascade,
  kind text not null check (kind in ('like', 'dislike', 'skip')),
  -- The track that it was an answer to: what is liked about one track says little about another.
  seed_id bigint references tracks (id) on delete set null,
  created_at timestamptz not null default now()
);
create index clicks_listener on clicks (listener_id, id desc);
create index clicks_track on clicks (track_id);
create index clicks_seed on clicks (seed_id);
