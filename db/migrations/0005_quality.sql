-- What an evaluation measured, one report an index version: figures beside their baselines, with intervals.

create table quality_reports (
  version integer primary key references index_versions (version) on delete cascade,
  -- Figures of another protocol or seed are not comparable.
  protocol smallint not null,
  seed integer not null,
  ann_recall real check (ann_recall between 0 and 1),
  determinism real check (determinism between 0 and 1),
  report jsonb not null check (jsonb_typeof(report) = 'object'),
  measured_at timestamptz not null default now()
);

alter table jobs drop constraint jobs_kind_check;
alter table jobs add constraint jobs_kind_check
  check (kind in ('ingest-playlist', 'import-file', 'rebuild-index', 'evaluate-catalog'));
