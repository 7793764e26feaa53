-- Attempts of a job whose process died: it may be the job that ends processes, so it is tried once more only.
alter table jobs add column deaths integer not null default 0 check (deaths >= 0);
