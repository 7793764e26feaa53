-- The newest summary of the catalog, for all processes and for the next start; `basis` names the state of the index.
create table catalog_summaries (
  only_row boolean primary key default true check (only_row),
  basis text,
  took_ms integer not null check (took_ms >= 0),
  summary jsonb not null check (jsonb_typeof(summary) = 'object'),
  made_at timestamptz not null
);
