-- Whose a file is that was sent, and how much of it is here: what one person and all of them keep is bounded.
alter table uploads
  add column owner_id uuid references users (id) on delete cascade,
  add column kept bigint not null default 0 check (kept >= 0);
update uploads u set kept = coalesce((
  select sum(octet_length(c.bytes)) from upload_chunks c where c.upload_id = u.id), 0);
create index uploads_owner on uploads (owner_id);
