-- Adds tracks and brings known ones up to date. A file fills what is missing, in what Spotify said and in what a file
-- said; one that corrects goes before what files said. Spotify overwrites. Genres are collected over rows and sources.
-- $1: an object for each track, each public id once; `corrects` where a file replaces what files said before it.
-- Gives the id of each, what became of it, and of those that left a song or an ISRC one of the tracks that still have it.
with incoming as (
  select i.*, b.id as album_id, t.id as known_id,
    i.source = 'spotify' or (i.corrects and t.source = 'file') as wins
  from jsonb_to_recordset($1::jsonb) as i (public_id text, spotify_id text, name text, song_key text, album_key text,
    duration_ms integer, isrc text, explicit boolean, popularity smallint, release_year smallint, genres text[],
    source text, corrects boolean)
  left join albums b on b.key = i.album_key
  left join tracks t using (public_id)
), merged as (
  select i.known_id, i.public_id, i.spotify_id,
    case when i.wins then i.name else coalesce(t.name, i.name) end as name,
    case when i.wins then i.song_key else coalesce(t.song_key, i.song_key) end as song_key,
    case when i.wins then coalesce(i.album_id, t.album_id) else coalesce(t.album_id, i.album_id) end as album_id,
    case when i.wins then coalesce(i.duration_ms, t.duration_ms) else coalesce(t.duration_ms, i.duration_ms) end as duration_ms,
    case when i.wins then coalesce(i.isrc, t.isrc) else coalesce(t.isrc, i.isrc) end as isrc,
    case when i.wins then coalesce(i.explicit, t.explicit) else coalesce(t.explicit, i.explicit) end as explicit,
    case when i.wins then coalesce(i.popularity, t.popularity) else coalesce(t.popularity, i.popularity) end as popularity,
    case when i.wins then coalesce(i.release_year, t.release_year) else coalesce(t.release_year, i.release_year) end as release_year,
    case when i.genres = '{}' then coalesce(t.genres, '{}')
      when i.wins and i.source = 'file' then (select array_agg(distinct g order by g) from unnest(i.genres) g)
      else (select array_agg(distinct g order by g) from unnest(coalesce(t.genres, '{}') || i.genres) g) end as genres,
    case when i.source = 'spotify' then 'spotify' else coalesce(t.source, i.source) end as source
  from incoming i left join tracks t on t.id = i.known_id
), judged as (
  select m.*, t.song_key as old_song, t.isrc as old_isrc,
    case when m.known_id is null then 'added'
      when (t.name, t.song_key, t.album_id, t.duration_ms, t.isrc, t.explicit, t.popularity, t.release_year, t.genres, t.source)
        is distinct from (m.name, m.song_key, m.album_id, m.duration_ms, m.isrc, m.explicit, m.popularity, m.release_year, m.genres, m.source)
        then 'updated'
      else 'unchanged' end as change
  from merged m left join tracks t on t.id = m.known_id
), written as (
  insert into tracks (public_id, spotify_id, name, song_key, album_id, duration_ms, isrc, explicit, popularity,
    release_year, genres, source)
  select public_id, spotify_id, name, song_key, album_id, duration_ms, isrc, explicit, popularity, release_year, genres, source
  from judged where change <> 'unchanged' order by public_id
  on conflict (public_id) do update set
    name = excluded.name, song_key = excluded.song_key, album_id = excluded.album_id, duration_ms = excluded.duration_ms,
    isrc = excluded.isrc, explicit = excluded.explicit, popularity = excluded.popularity,
    release_year = excluded.release_year, genres = excluded.genres, source = excluded.source, fetched_at = now()
  returning id, public_id
)
select coalesce(w.id, j.known_id) as id, j.public_id, j.change, j.source,
  case when j.old_song <> j.song_key or j.old_isrc <> coalesce(j.isrc, '') then array(
    (select id from tracks where song_key = j.old_song and id not in (select known_id from incoming where known_id is not null) limit 1)
    union
    (select id from tracks where isrc = j.old_isrc and id not in (select known_id from incoming where known_id is not null) limit 1)
  ) else '{}' end as former_group
from judged j left join written w using (public_id)
