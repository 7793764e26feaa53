-- What is known of a track's sound, per source; and the vectors derived from it.

create table feature_definitions (
  name text primary key,
  unit text not null
);
insert into feature_definitions (name, unit) values
  ('danceability', 'share'), ('energy', 'share'), ('valence', 'share'), ('acousticness', 'share'),
  ('instrumentalness', 'share'), ('liveness', 'share'), ('speechiness', 'share'), ('loudness', 'dB'),
  ('tempo', 'BPM'), ('key', 'pitch class'), ('mode', '1 major, 0 minor'), ('time_signature', 'beats/bar');

create table feature_sets (
  track_id bigint not null references tracks (id) on delete cascade,
  source text not null check (source in ('spotify', 'file', 'reccobeats', 'dsp', 'metadata')),
  -- Name and version of what measured: 'spotify-web-api', 'file', 'segue-dsp-1'.
  extractor text not null,
  -- {name: value}, names of feature_definitions; a name that is absent was not measured.
  values jsonb not null check (jsonb_typeof(values) = 'object'),
  fetched_at timestamptz not null,
  primary key (track_id, source)
);

-- Order of commits, not of statements: writers take an advisory lock while they draw from it.
create sequence vector_changes;

-- Always derived, always derivable again. `shaped` is little-endian float32 in the order of VECTOR_SPEC `spec`,
-- NaN where a value is missing, independent of the scaler; `mask` has a bit for each group the track has.
create table track_vectors (
  track_id bigint primary key references tracks (id) on delete cascade,
  spec smallint not null,
  mask integer not null check (mask > 0),
  shaped bytea not null,
  change_seq bigint not null unique,
  updated_at timestamptz not null default now()
);

create table index_versions (
  version integer generated always as identity primary key,
  state text not null check (state in ('current', 'kept', 'refused')),
  spec smallint not null,
  kind text not null check (kind in ('flat', 'ivf')),
  count integer not null check (count >= 0),
  nlist integer,
  nprobe integer,
  -- recall@10 against exact search on a held-back sample; null where the search is exact.
  recall real check (recall between 0 and 1),
  -- Vectors up to this change are in the file.
  change_seq bigint not null,
  scaler jsonb not null,
  file text not null,
  bytes bigint not null,
  checksum text not null,
  build_ms integer not null,
  created_at timestamptz not null default now()
);
create unique index index_versions_current on index_versions (state) where state = 'current';
