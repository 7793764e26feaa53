import { oneName } from '../artists'
import type { Layout } from './layout'

/** The Spotify hit predictor set: a file per decade; chorus_hit, sections and target are not read. */
export const hitpredictor: Layout = {
  name: 'Spotify hit predictor',
  requires: ['uri', 'track', 'artist'],
  artists: oneName,
}
