-- Content of Spotify is not kept unrefreshed for ever: what is oldest is asked for again, what is gone there is marked.

-- When Spotify said last that it has no such track: gone where that is later than fetched_at, when it was last seen.
alter table tracks add column gone_at timestamptz;
-- When a playlist could not be read again last: it is gone, or closed to this app.
alter table playlists add column unread_at timestamptz;

-- What is oldest comes first, tracks that Spotify itself described only.
create index tracks_stale on tracks (greatest(fetched_at, gone_at), id) where source = 'spotify';
create index playlists_stale on playlists (greatest(fetched_at, unread_at), id) where source = 'spotify';
-- Albums without a track are looked for, and taken out.
create index tracks_album on tracks (album_id);
create index jobs_finished on jobs (finished_at) where finished_at is not null;
