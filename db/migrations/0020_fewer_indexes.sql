-- Every row that an import adds pays for each index. A Spotify id is the public id, or part of the key, which are unique
-- themselves; and an index for patterns finds a song key as well as all keys that begin with a title.
alter table tracks drop constraint tracks_spotify_id_key;
alter table artists drop constraint artists_spotify_id_key;
alter table albums drop constraint albums_spotify_id_key;
drop index tracks_title_key;
drop index tracks_song_key;
create index tracks_song_key on tracks (song_key text_pattern_ops);
-- A track names an artist once, because its writer names each once; nothing looks for the pair.
alter table track_artists drop constraint track_artists_track_id_artist_id_key;
