-- Where the file of an index version lies: processes share this database, not their disks.

create table index_files (
  -- The version's file, by which every process knows it.
  file text not null,
  -- Kept in the folder itself; a folder that several processes share is one.
  folder uuid not null,
  -- What it is called there: a copy is not the file that was built first.
  name text not null,
  -- The machine that wrote it, for people.
  host text not null,
  checksum text not null,
  kind text not null check (kind in ('flat', 'ivf')),
  nlist integer,
  nprobe integer,
  -- Vectors up to this change are in it; a copy may have more than the version had.
  change_seq bigint not null,
  built_at timestamptz not null default now(),
  primary key (file, folder)
);
