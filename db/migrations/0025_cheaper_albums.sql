-- As 0024 did for tracks: no braces in what is checked of every artist and album that an import adds (1.7 us and 1.3 us
-- a value before, .3 and .4 now). A date is a year, a month or a day.
alter table artists drop constraint artists_spotify_id_check,
  add constraint artists_spotify_id_check check (length(spotify_id) = 22 and spotify_id !~ '[^0-9A-Za-z]');
alter table albums drop constraint albums_spotify_id_check, drop constraint albums_release_date_check,
  add constraint albums_spotify_id_check check (length(spotify_id) = 22 and spotify_id !~ '[^0-9A-Za-z]'),
  add constraint albums_release_date_check check (
    translate(release_date, '0123456789', '9999999999') in ('9999', '9999-99', '9999-99-99'));
