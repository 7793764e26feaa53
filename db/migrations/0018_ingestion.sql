-- What makes an ingestion safe to pause, to kill and to resume.

-- Who may write under a lock: the holder with the newest token. A paused holder finds another token than its own.
create table fences (
  name text primary key check (name <> ''),
  token bigint not null,
  taken_at timestamptz not null default now()
);
-- One sequence for all: a token never comes back, even after the row of its lock was removed.
create sequence fence_tokens;
create index fences_taken on fences (taken_at);

-- How far a playlist was read: the items before `position` are staged, and `report` counts them.
create table playlist_readings (
  id bigint generated always as identity primary key,
  public_id text not null check (public_id <> ''),
  -- The user with whose token it is read; null where it is read as everybody sees it.
  reader uuid references users (id) on delete cascade,
  -- What names the state of the list at Spotify; null where nothing does.
  state text,
  position integer not null default 0 check (position >= 0),
  report jsonb,
  touched_at timestamptz not null default now(),
  check ((position = 0) = (report is null))
);
create unique index playlist_readings_key
  on playlist_readings (public_id, coalesce(reader, '00000000-0000-0000-0000-000000000000'));
create index playlist_readings_touched on playlist_readings (touched_at);

create table staged_items (
  reading_id bigint not null references playlist_readings (id) on delete cascade,
  position integer not null check (position >= 0),
  track_id bigint references tracks (id) on delete cascade,
  added_at timestamptz,
  skipped_name text,
  skipped_reason text,
  primary key (reading_id, position),
  check ((track_id is null) = (skipped_reason is not null))
);
create index staged_items_track on staged_items (track_id);

-- How far a file was imported: so many entries of it (rows, and lines that are none) are done, and `report` counts them.
create table file_imports (
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  -- Lists of a file are named by it.
  filename text not null,
  entries integer not null check (entries > 0),
  report jsonb not null,
  touched_at timestamptz not null default now(),
  primary key (sha256, filename)
);
create index file_imports_touched on file_imports (touched_at);
