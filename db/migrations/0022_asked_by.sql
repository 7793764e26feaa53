-- Who asked for a job that everybody sees: how much of a kind one user has under way is bounded.
alter table jobs add column asked_by uuid references users (id) on delete set null;
create index jobs_asked_by on jobs (asked_by) where asked_by is not null;
