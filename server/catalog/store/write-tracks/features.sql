-- Writes the values of tracks. Those of a file fill what is missing in those of a file before it, or go before them where
-- it corrects; every other source measures anew.
-- $1: [{track_id, source, extractor, values, fetched_at, corrects}]
-- Gives the ids of the tracks whose values are new or changed.
with incoming as (
  select * from jsonb_to_recordset($1::jsonb) as i
    (track_id bigint, source text, extractor text, values jsonb, fetched_at timestamptz, corrects boolean)
), merged as (
  select i.track_id, i.source, i.extractor, i.fetched_at,
    case when i.source <> 'file' then i.values
      when i.corrects then coalesce(f.values, '{}') || i.values
      else i.values || coalesce(f.values, '{}') end as values,
    f.extractor as known_extractor, f.values as known_values
  from incoming i left join feature_sets f using (track_id, source)
), changed as (
  select * from merged where (known_extractor, known_values) is distinct from (extractor, values)
), written as (
  insert into feature_sets (track_id, source, extractor, values, fetched_at)
  select track_id, source, extractor, values, fetched_at from changed order by track_id, source
  on conflict (track_id, source) do update set
    extractor = excluded.extractor, values = excluded.values, fetched_at = excluded.fetched_at
)
select distinct track_id from changed
