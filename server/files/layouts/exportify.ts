import { escapedCommaNames, exportifyNames } from '../artists'
import type { Layout } from './layout'

/** exportify.app with an English header. */
export const exportifyApp: Layout = {
  name: 'Exportify (exportify.app)',
  requires: ['track name', 'artist name(s)', 'track duration (ms)'],
  artists: escapedCommaNames,
}

/** exportify.app as of 2015: one file a playlist, few columns. */
export const exportifyApp2015: Layout = {
  name: 'Exportify (2015)',
  requires: ['spotify uri', 'artist name', 'album name'],
  artists: escapedCommaNames,
}

/** exportify.net, every header since 2019. Rows end early where Spotify gave no audio features. */
export const exportifyNet: Layout = {
  name: 'Exportify (exportify.net)',
  requires: ['track name', 'artist name(s)', 'album name'],
  artists: exportifyNames,
  shortRows: true,
}
