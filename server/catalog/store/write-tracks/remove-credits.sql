-- Removes the credits of these tracks that are not among those given.
-- $1: [{track_id, position, artist_key}]
with incoming as (
  select c.track_id, c.position, a.id as artist_id
  from jsonb_to_recordset($1::jsonb) as c (track_id bigint, position smallint, artist_key text)
  join artists a on a.key = c.artist_key
)
delete from track_artists k
where k.track_id in (select track_id from incoming)
  and (k.track_id, k.position, k.artist_id) not in (select track_id, position, artist_id from incoming)
