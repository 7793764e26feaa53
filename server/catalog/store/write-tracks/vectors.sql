-- Writes shaped vectors, each with the next change number. Under the lock that orders changes.
-- $1: [{track_id, mask, calibration, shaped}], `shaped` in hexadecimal; $2: the version of the vector space.
insert into track_vectors (track_id, spec, mask, shaped, calibration, change_seq)
select v.track_id, $2, v.mask, decode(v.shaped, 'hex'), v.calibration, nextval('vector_changes')
from jsonb_to_recordset($1::jsonb) as v (track_id bigint, mask integer, calibration integer, shaped text)
on conflict (track_id) do update set spec = excluded.spec, mask = excluded.mask, shaped = excluded.shaped,
  calibration = excluded.calibration, change_seq = excluded.change_seq, updated_at = now()
