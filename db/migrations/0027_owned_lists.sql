-- Lists of files are their owner's, and never a list of Spotify. One that a file gave for a playlist of Spotify gets the id
-- that services/import-lists.ts gives such a list now; what was read from Spotify since is Spotify's.
update playlists set source = 'spotify' where source = 'file' and snapshot_id is not null;
update playlists set spotify_id = null,
  public_id = 'f-' || left(encode(sha256(convert_to('spotify:' || public_id, 'UTF8')), 'hex'), 20)
where source = 'file' and spotify_id is not null;

-- A list of a file without readers is the instance's own: whoever imported it had no account.
alter table playlists
  add constraint playlists_file_id check ((source = 'file') = (public_id like 'f-%')),
  add constraint playlists_file_is_no_playlist_of_spotify check (source = 'spotify' or spotify_id is null);

-- The import of somebody who was signed in names their file: it is for them alone.
update jobs set user_id = asked_by where kind = 'import-file' and user_id is null and asked_by is not null
  and state in ('done', 'failed', 'cancelled');
