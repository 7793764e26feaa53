-- Keys of the albums of those tracks that are known; null for one without an album.
-- $1: a JSON list of public ids.
select t.public_id, a.key
from jsonb_array_elements_text($1::jsonb) as i (public_id)
join tracks t using (public_id)
left join albums a on a.id = t.album_id
