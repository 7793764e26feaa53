-- What belongs to a person who signed in: playlists that others may not see, the jobs that read them, and the day on
-- which all of it goes after a disconnect.

alter table users add column delete_after timestamptz;
create index users_delete_after on users (delete_after) where delete_after is not null;

-- 'liked-' and a hash: the Liked Songs of one user, which have no id at Spotify.
alter table playlists drop constraint playlists_public_id_check;
alter table playlists add constraint playlists_public_id_check
  check (public_id ~ '^([0-9A-Za-z]{22}|f-[0-9a-f]{20}|liked-[0-9a-f]{20})$');
-- Restricted: only its readers see it, those for whom Spotify gave it.
alter table playlists add column restricted boolean not null default false;
create table playlist_readers (
  playlist_id bigint not null references playlists (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  primary key (playlist_id, user_id)
);
create index playlist_readers_user on playlist_readers (user_id);

-- A job that works with a user's token is that user's: its report names what is in a private playlist.
alter table jobs add column user_id uuid references users (id) on delete cascade;
create index jobs_user on jobs (user_id) where user_id is not null;
drop index jobs_active;
create unique index jobs_active on jobs (kind, subject, coalesce(user_id, '00000000-0000-0000-0000-000000000000'))
  where state in ('queued', 'running');
