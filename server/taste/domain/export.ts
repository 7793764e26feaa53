import { artistLine } from '../../domain/track'
import type { TasteView } from './view'

/** Raised when a field changes its meaning. */
const FORMAT = 1

/** A listener's clicks as a document that stands by itself: what was said, of what, in answer to what. */
export function toTasteExport({ version, weights, clicks }: TasteView) {
  return {
    format: FORMAT,
    version,
    weights,
    clicks: clicks.map(({ kind, at, track, seed }) => ({
      kind,
      at,
      track: { id: track.id, name: track.name, artists: artistLine(track), isrc: track.isrc },
      inAnswerTo: seed && { id: seed.id, name: seed.name, artists: artistLine(seed) },
    })),
  }
}
