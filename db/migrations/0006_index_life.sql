-- What followers of the index have to hear of besides new vectors: removals, and another current version.

-- A vector that is gone, in the same order of commits as track_vectors.change_seq.
create table vector_removals (
  change_seq bigint primary key,
  track_id bigint not null,
  removed_at timestamptz not null default now()
);

create function note_vector_removals() returns trigger language plpgsql as $$
begin
  if exists (select from gone) then
    -- CHANGE_ORDER_LOCK of server/repositories/vector.repository.ts.
    perform pg_advisory_xact_lock(7365678);
    insert into vector_removals (change_seq, track_id) select nextval('vector_changes'), track_id from gone;
  end if;
  return null;
end $$;
create trigger track_vectors_removed after delete on track_vectors
  referencing old table as gone for each statement execute function note_vector_removals();

-- Sent at commit, once a transaction.
create function notify_index() returns trigger language plpgsql as $$
begin
  perform pg_notify('segue_index', '');
  return null;
end $$;
create trigger track_vectors_notify after insert or update or delete on track_vectors
  for each statement execute function notify_index();
create trigger index_versions_notify after insert or update on index_versions
  for each statement execute function notify_index();

-- Why a version was refused.
alter table index_versions add column reason text check ((reason is null) = (state <> 'refused'));
