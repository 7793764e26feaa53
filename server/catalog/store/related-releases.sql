-- Releases with one of these songs ($1), ISRCs ($2), recordings ($3) or public ids ($4); $5 at most.
with found as (
  select id from tracks where song_key = any($1::text[])
  union select id from tracks where isrc = any($2::text[])
  union select id from tracks where recording_id = any($3::bigint[])
  union select id from tracks where public_id = any($4::text[])
  limit $5
)
select id, public_id, song_key, isrc, duration_ms, recording_id from tracks join found using (id)
