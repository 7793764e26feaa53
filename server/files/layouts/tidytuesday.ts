import { oneName } from '../artists'
import type { Layout } from './layout'

/**
 * TidyTuesday 2020-01-21, `spotify_songs.csv`: one row per track and playlist. Written by R, so "NA" is missing.
 * `playlist_genre` describes the playlist, so it is not read as a genre of the track.
 */
export const tidytuesday: Layout = {
  name: 'TidyTuesday spotify_songs.csv',
  requires: ['track id', 'track artist', 'track album name'],
  artists: oneName,
  missing: 'NA',
}
