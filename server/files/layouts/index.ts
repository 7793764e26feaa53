import { parseArtistTitle } from '../../domain/track-lines/artist-title'
import { anyNames, manyNames } from '../artists'
import { cellsAt, findColumns, isOfATrack, normaliseHeader, type Columns } from '../columns'
import { exportifyApp, exportifyApp2015, exportifyNet } from './exportify'
import { findExportifyPositions } from './exportify-positions'
import { hitpredictor } from './hitpredictor'
import { kaggleDataset, kagglePythonLists } from './kaggle'
import type { Layout } from './layout'
import { tidytuesday } from './tidytuesday'
import { soundiiz, tuneMyMusic } from './transfer-services'

/** In the order in which they are tried. */
const LAYOUTS: readonly Layout[] = [
  tidytuesday,
  kaggleDataset,
  kagglePythonLists,
  hitpredictor,
  exportifyApp,
  exportifyApp2015,
  exportifyNet,
  tuneMyMusic,
  soundiiz,
]

/** Tables of unknown origin: with a column of artists, and with one of an artist each. */
const ofArtists: Layout = { name: 'table of tracks', requires: [], artists: manyNames }
const ofAnArtist: Layout = { name: 'table of tracks', requires: [], artists: anyNames }

export type Found = { layout: Layout; columns: Columns }

/**
 * The layout that a header belongs to and where its fields stand, told by its names and the first rows; null where it
 * cannot name a track. A table of exportify.app in another language is read by position.
 */
export function findLayout(
  header: readonly string[],
  sample: readonly (readonly string[])[] = [],
): Found | null {
  const names = new Set(header.map(normaliseHeader))
  const known = LAYOUTS.find(({ requires }) => requires.every((name) => names.has(name)))
  const translated = known ? null : findExportifyPositions(header, sample)
  if (translated) return { layout: exportifyApp, columns: translated }
  const columns = findColumns(header, sample)
  if (!namesTracks(columns, sample)) return null
  const artists = columns.get('artists')
  const layout = known ?? (artists !== undefined && isPlural(header[artists] ?? '') ? ofArtists : ofAnArtist)
  return { layout, columns }
}

/** Titles without a column of artists count where they are "Artist - Title". */
function namesTracks(columns: Columns, sample: readonly (readonly string[])[]): boolean {
  const title = columns.get('title')
  if (columns.has('id') || columns.has('link')) return true
  if (title === undefined || columns.has('artists')) return title !== undefined
  // One column alone is a list of lines, below a title.
  if (Math.max(...sample.map((row) => row.length)) < 2) return false
  const cells = cellsAt(sample, title)
  return cells.filter((cell) => parseArtistTitle(cell) !== null).length > cells.length / 2
}

/** "artists", "Artist Name(s)", "artist_names", "Künstlername(n)", and the same in other languages. */
function isPlural(name: string): boolean {
  return /\((?:s|n|e|es|en|x|er|r|i)\)|(?:artist|performer|name|interpret|singer)e?[sn]\b|artistes|artistas|artisti\b|исполнители|interpr[eè]tes|artiesten|artyści|wykonawcy|umělci|esittäjät|kunstnere/i.test(
    name.replace(/_/g, ' '),
  )
}

/** True for a record that is a row of a table and no header: it has a link or an ISRC. */
export function isData(record: readonly string[]): boolean {
  return record.some((cell) => isOfATrack(cell.trim()))
}
