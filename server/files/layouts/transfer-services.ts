import { oneName } from '../artists'
import type { Layout } from './layout'

/** TuneMyMusic's CSV export: one row per track and playlist, the id of one service in the last column. */
export const tuneMyMusic: Layout = {
  name: 'TuneMyMusic',
  requires: ['track name', 'artist name', 'playlist name'],
  artists: oneName,
}

/** Soundiiz, and Roon, which writes the same four columns. */
export const soundiiz: Layout = {
  name: 'Soundiiz',
  requires: ['title', 'artist', 'album', 'isrc'],
  artists: oneName,
}
