-- Of these tracks ($1: a JSON list of ids) those that have a recording, or share a song, an ISRC or a decision with another.
select t.id, t.public_id, t.song_key, t.isrc, t.duration_ms, t.recording_id
from jsonb_array_elements_text($1::jsonb) as i (id) join tracks t on t.id = i.id::bigint
where t.recording_id is not null
  or exists (select from tracks u where u.song_key = t.song_key and u.id <> t.id)
  or exists (select from tracks u where u.isrc = t.isrc and u.id <> t.id)
  or exists (select from version_overrides v where v.undone_at is null and t.public_id in (v.track, v.other))
