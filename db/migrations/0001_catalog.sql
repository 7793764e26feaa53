-- Artists, albums, tracks, and playlists with their items in order.
-- `key` is what makes a row itself: 'spotify:<id>' where the source has an id, else a key made of normalised names.

create table artists (
  id bigint generated always as identity primary key,
  key text not null unique,
  spotify_id text unique check (spotify_id ~ '^[0-9A-Za-z]{22}$'),
  name text not null check (name <> ''),
  fetched_at timestamptz not null default now()
);

create table albums (
  id bigint generated always as identity primary key,
  key text not null unique,
  spotify_id text unique check (spotify_id ~ '^[0-9A-Za-z]{22}$'),
  name text not null check (name <> ''),
  release_date text check (release_date ~ '^\d{4}(-\d{2}(-\d{2})?)?$'),
  image_url text check (image_url ~ '^(https?:/)?/'),
  fetched_at timestamptz not null default now()
);

create table tracks (
  id bigint generated always as identity primary key,
  -- What links and tools use: the Spotify id, or 'f-' and a hash for a track that only a file knows.
  public_id text not null unique check (public_id ~ '^([0-9A-Za-z]{22}|f-[0-9a-f]{20})$'),
  spotify_id text unique check (spotify_id ~ '^[0-9A-Za-z]{22}$'),
  name text not null check (name <> ''),
  -- Shared by releases of one recording; see server/domain/song-key.ts.
  song_key text not null,
  album_id bigint references albums (id) on delete set null,
  duration_ms integer check (duration_ms > 0),
  isrc text check (isrc ~ '^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$'),
  explicit boolean,
  popularity smallint check (popularity between 0 and 100),
  release_year smallint check (release_year between 1860 and 2100),
  genres text[] not null default '{}',
  -- Where the metadata came from, and when it was last seen there (policy: nothing is kept unrefreshed for ever).
  source text not null check (source in ('spotify', 'file')),
  fetched_at timestamptz not null default now(),
  created_at timestamptz not null default now()
);
create index tracks_isrc on tracks (isrc) where isrc is not null;
create index tracks_song_key on tracks (song_key);

create table track_artists (
  track_id bigint not null references tracks (id) on delete cascade,
  position smallint not null check (position >= 0),
  artist_id bigint not null references artists (id) on delete restrict,
  primary key (track_id, position),
  unique (track_id, artist_id)
);
create index track_artists_artist on track_artists (artist_id);

create table playlists (
  id bigint generated always as identity primary key,
  public_id text not null unique check (public_id ~ '^([0-9A-Za-z]{22}|f-[0-9a-f]{20})$'),
  spotify_id text unique check (spotify_id ~ '^[0-9A-Za-z]{22}$'),
  name text not null,
  description text,
  owner_name text,
  image_url text check (image_url ~ '^(https?:/)?/'),
  -- Unchanged snapshot_id: unchanged items, nothing to read again.
  snapshot_id text,
  source text not null check (source in ('spotify', 'file')),
  fetched_at timestamptz not null default now()
);

-- A repeated track is a further item; what cannot be a track (local file, episode) keeps its place with a reason.
create table playlist_items (
  playlist_id bigint not null references playlists (id) on delete cascade,
  position integer not null check (position >= 0),
  track_id bigint references tracks (id) on delete cascade,
  added_at timestamptz,
  skipped_name text,
  skipped_reason text,
  primary key (playlist_id, position),
  check ((track_id is null) = (skipped_reason is not null))
);
create index playlist_items_track on playlist_items (track_id);
