-- Releases of one recording, and what an operator decided about them.

-- The smallest id of the releases of the recording; null where no other release is known. Derived by
-- server/domain/versions/groups.ts from ISRC, song key, length and the overrides below; always derivable again.
alter table tracks add column recording_id bigint;
create index tracks_recording on tracks (recording_id) where recording_id is not null;

-- Public ids, not references: a decision outlives the row of a track that is taken out and comes back. Nothing is
-- deleted here: what is undone says so.
create table version_overrides (
  number bigint generated always as identity primary key,
  kind text not null check (kind in ('split', 'join')),
  track text not null,
  other text check ((other is not null) = (kind = 'join') and other <> track),
  why text not null default '',
  made_by text not null,
  made_at timestamptz not null default now(),
  undone_by text,
  undone_at timestamptz check ((undone_at is null) = (undone_by is null))
);
create index version_overrides_track on version_overrides (track);
create index version_overrides_other on version_overrides (other) where other is not null;

-- Which rules the recordings were derived by: tracks that were stored before are grouped once when the rules change.
create table version_rules (
  only_row boolean primary key default true check (only_row),
  rules smallint not null
);
