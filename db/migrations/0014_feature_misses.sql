-- What a source of values did not know, so that it is not asked about it again before `until`.

create table feature_misses (
  source text not null check (source <> ''),
  spotify_id text not null check (spotify_id ~ '^[0-9A-Za-z]{22}$'),
  until timestamptz not null,
  primary key (source, spotify_id)
);
create index feature_misses_until on feature_misses (until);
