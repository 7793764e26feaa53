-- Adds albums and fills what is missing in known ones; Spotify overwrites.
-- $1: [{key, spotify_id, name, release_date, image_url, wins}], each key once; `wins` where Spotify says so.
with incoming as (
  select * from jsonb_to_recordset($1::jsonb) as i
    (key text, spotify_id text, name text, release_date text, image_url text, wins boolean)
), merged as (
  select i.key, i.spotify_id, a.id as known_id,
    case when i.wins then i.name else coalesce(a.name, i.name) end as name,
    case when i.wins then coalesce(i.release_date, a.release_date) else coalesce(a.release_date, i.release_date) end
      as release_date,
    case when i.wins then coalesce(i.image_url, a.image_url) else coalesce(a.image_url, i.image_url) end as image_url,
    (a.name, a.release_date, a.image_url) as known
  from incoming i left join albums a using (key)
)
insert into albums (key, spotify_id, name, release_date, image_url)
select key, spotify_id, name, release_date, image_url
from merged
where known_id is null or known is distinct from (name, release_date, image_url)
order by key
on conflict (key) do update set
  name = excluded.name, release_date = excluded.release_date, image_url = excluded.image_url, fetched_at = now()
