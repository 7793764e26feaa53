import { anyNames } from '../artists'
import { findColumns, normaliseHeader, type Columns } from '../columns'
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

/** A table of unknown origin whose columns have names that some known layout uses. */
const anyTable: Layout = { name: 'table of tracks', requires: [], artists: anyNames }

/**
 * The layout that a header belongs to and where its fields stand; null where the header cannot name a track. Columns are
 * found by name; only where that fails for a table that its first row shows to be a translated one, by position.
 */
export function findLayout(
  header: readonly string[],
  firstRow: readonly string[] = [],
): { layout: Layout; columns: Columns } | null {
  const columns = findColumns(header)
  const translated = columns.has('title') ? null : findExportifyPositions(header, firstRow)
  if (translated) return { layout: exportifyApp, columns: translated }
  if (!columns.has('id') && !(columns.has('title') && columns.has('artists'))) return null
  const names = new Set(header.map(normaliseHeader))
  const layout = LAYOUTS.find(({ requires }) => requires.every((name) => names.has(name)))
  return { layout: layout ?? anyTable, columns }
}
