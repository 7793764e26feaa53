import type { Sql } from '~db/client'
import { describeValues } from '../../domain/features/describe-values'
import type { SourceValues } from '../../domain/features/merge-values'
import type { Card, Precedence, StoredCalibration } from '../ports'
import { findCalibration } from '../vectors/calibration.repository'
import { selectTracks, toTrack, type TrackRow } from './track-row'

type CardRow = TrackRow & { sets: SourceValues[] | null; calibration: number | null }

/**
 * Reads the cards of tracks in one statement, by own id; a track without any value has none. The calibration in use is
 * read when it is another than the last time.
 */
export function createFindCards(sql: Sql, precedence: Precedence) {
  let kept: StoredCalibration = { id: 0, maps: [] }
  const getCalibration = async (id: number): Promise<StoredCalibration> => {
    if (id !== kept.id) kept = await findCalibration(sql)
    return kept
  }

  return async (ids: string[]): Promise<Map<string, Card>> => {
    const rows = await selectTracks<CardRow>(
      sql,
      ids,
      sql`, (select json_agg(json_build_object('source', f.source, 'values', f.values))
          from feature_sets f where f.track_id = t.id) as sets,
        (select max(id) from calibrations) as calibration`,
    )
    const calibration = await getCalibration(rows[0]?.calibration ?? 0)
    const cards = new Map<string, Card>()
    for (const row of rows) {
      if (row.sets === null) continue
      const metadata = { releaseYear: row.release_year, durationMs: row.duration_ms }
      const described = describeValues(row.sets, metadata, { precedence, calibration })
      cards.set(row.id, { track: toTrack(row), described: { trackId: row.id, ...described } })
    }
    return cards
  }
}
