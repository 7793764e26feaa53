-- Releases that share a song, an ISRC, a recording or a decision with one of these tracks, these tracks where one does,
-- and all releases of their recordings. Each key is looked for once: one that thousands share makes no millions of pairs.
-- $1: a JSON list of track ids; $2: releases at most.
with own as materialized (
  select t.public_id, t.song_key, t.isrc, t.recording_id
  from (select value::bigint as id from jsonb_array_elements_text($1)) as i join tracks t using (id)
  where t.recording_id is not null
    or exists (select from tracks u where u.song_key = t.song_key and u.id <> t.id)
    or exists (select from tracks u where u.isrc = t.isrc and u.id <> t.id)
    or exists (select from version_overrides v where v.undone_at is null and t.public_id in (v.track, v.other))
), near as (
  select id from tracks where song_key in (select song_key from own)
  union select id from tracks where isrc in (select isrc from own)
  union select id from tracks where recording_id in (select recording_id from own)
  union select t.id from version_overrides v join tracks t on t.public_id in (v.track, v.other)
    where v.undone_at is null and (v.track in (select public_id from own) or v.other in (select public_id from own))
), found as materialized (
  select id, recording_id from tracks where id in (select id from near)
)
select id, public_id, song_key, isrc, duration_ms, recording_id from tracks
where id in (select id from found) or recording_id in (select recording_id from found)
limit $2
