-- How values of one source are brought to the scale of another; fitted at rebuilds, kept while index versions use them.

create table calibrations (
  id integer generated always as identity primary key,
  -- server/domain/calibration.ts: one map a feature and source.
  maps jsonb not null check (jsonb_typeof(maps) = 'array'),
  fitted_at timestamptz not null default now()
);

-- The calibration that a vector was derived with: 0 before there was one, null where none can change it.
alter table track_vectors add column calibration integer check (calibration >= 0);

-- Stored beside the scaler, which was fitted on vectors derived with it. null: none.
alter table index_versions add column calibration integer references calibrations (id);
