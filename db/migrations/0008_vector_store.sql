-- Index versions that lie in tables of a database with a vector index instead of files of FAISS.

alter table index_versions drop constraint index_versions_kind_check;
alter table index_versions add constraint index_versions_kind_check
  check (kind in ('flat', 'ivf', 'hnsw', 'cspann'));
-- How many candidates a search in a graph keeps (a tree of CockroachDB: partitions it looks at); null where it is none.
alter table index_versions add column ef_search integer check (ef_search > 0);
