-- Writes the places of playlists that are new or hold something else: a list that is read again is mostly as it was.
-- $1: [{playlist_id, position, track_id, added_at, skipped_name, skipped_reason}]
insert into playlist_items (playlist_id, position, track_id, added_at, skipped_name, skipped_reason)
select i.*
from jsonb_to_recordset($1::jsonb) as i
  (playlist_id bigint, position integer, track_id bigint, added_at timestamptz, skipped_name text, skipped_reason text)
left join playlist_items k using (playlist_id, position)
where k.playlist_id is null or (k.track_id, k.added_at, k.skipped_name, k.skipped_reason)
  is distinct from (i.track_id, i.added_at, i.skipped_name, i.skipped_reason)
on conflict (playlist_id, position) do update set track_id = excluded.track_id, added_at = excluded.added_at,
  skipped_name = excluded.skipped_name, skipped_reason = excluded.skipped_reason
