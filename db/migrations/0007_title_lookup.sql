-- Songs by their title alone, for lines of text that name an artist in another way than the catalog does.
create index tracks_title_key on tracks (split_part(song_key, '|', 1));
