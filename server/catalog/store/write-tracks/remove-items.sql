-- Removes the places that a playlist does not have any more.
-- $1: [{playlist_id, length}]
delete from playlist_items i
using jsonb_to_recordset($1::jsonb) as l (playlist_id bigint, length integer)
where i.playlist_id = l.playlist_id and i.position >= l.length
