-- Every row that an import adds pays for each index. A Spotify id is the public id, or stands in the key, and these are
-- unique themselves; and an index for patterns finds a song key as well as all keys that begin with a title.
alter table tracks drop constraint tracks_spotify_id_key, add check (spotify_id = public_id);
alter table artists drop constraint artists_spotify_id_key, add check (key = 'spotify:' || spotify_id);
alter table albums drop constraint albums_spotify_id_key, add check (key = 'spotify:' || spotify_id);
drop index tracks_title_key;
drop index tracks_song_key;
create index tracks_song_key on tracks (song_key text_pattern_ops);
