-- Recognising a row of a file that is stored already: the hash of what the last file said, of the metadata beside the
-- track, of the values beside the values. null where no file said anything since these columns came.
alter table tracks add column file_print text;
alter table feature_sets add column print text;
