-- Adds who made which track, in order.
-- $1: [{track_id, position, artist_key}]
insert into track_artists (track_id, position, artist_id)
select c.track_id, c.position, a.id
from jsonb_to_recordset($1::jsonb) as c (track_id bigint, position smallint, artist_key text)
join artists a on a.key = c.artist_key
on conflict do nothing
