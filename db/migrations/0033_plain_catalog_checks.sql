-- What ids and dates look like, said as it is meant; a Spotify id is the public id, or stands in the key.
alter table tracks drop constraint tracks_public_id_check, drop constraint tracks_check, drop constraint tracks_isrc_check,
  add constraint tracks_public_id_check check (public_id ~ '^([0-9A-Za-z]{22}|f-[0-9a-f]{20})$'),
  add constraint tracks_spotify_id_check check (spotify_id = public_id and spotify_id ~ '^[0-9A-Za-z]{22}$'),
  add constraint tracks_isrc_check check (isrc ~ '^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$');
alter table artists drop constraint artists_spotify_id_check,
  add constraint artists_spotify_id_check check (spotify_id ~ '^[0-9A-Za-z]{22}$');
alter table albums drop constraint albums_spotify_id_check, drop constraint albums_release_date_check,
  add constraint albums_spotify_id_check check (spotify_id ~ '^[0-9A-Za-z]{22}$'),
  add constraint albums_release_date_check check (release_date ~ '^\d{4}(-\d{2}(-\d{2})?)?$');

-- Rows are compared as they are: hashes of what a file last said are not kept.
alter table tracks drop column file_print;
alter table feature_sets drop column print;

-- References of every row are checked, and no trigger has to fire without them.
alter table track_vectors enable trigger track_vectors_notify;
