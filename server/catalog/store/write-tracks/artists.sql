-- Adds artists, and renames those that Spotify names in another way.
-- $1: [{key, spotify_id, name, wins}], each key once; `wins` where Spotify says so.
with incoming as (
  select * from jsonb_to_recordset($1::jsonb) as i (key text, spotify_id text, name text, wins boolean)
)
insert into artists (key, spotify_id, name)
select i.key, i.spotify_id, i.name
from incoming i left join artists a using (key)
where a.id is null or (i.wins and a.name <> i.name)
order by i.key
on conflict (key) do update set name = excluded.name, fetched_at = now()
