-- Who did what that others notice: sign-ins, imports, deletions, acts of operators. Names and addresses are not kept whole.
create table audit_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  -- A keyed hash of the user or the tool.
  actor text not null check (length(actor) between 1 and 80),
  -- The address without its end: a network, no machine.
  origin text check (length(origin) <= 60),
  act text not null check (length(act) between 1 and 80),
  outcome text not null check (outcome in ('done', 'refused', 'failed')),
  detail text check (length(detail) <= 200)
);
create index audit_log_at on audit_log (at);
