import type { Track } from '../../domain/track'
import type { Group } from '../../domain/features/vector-spec'
import type { ClickKind } from './click'

/** A click as its listener sees it; `seed` is the track that it was an answer to. */
export type ClickView = { id: string; kind: ClickKind; track: Track; seed: Track | null; at: string }

/** Everything that a listener has said, newest first, and what each group counts because of it (1: as for everybody). */
export type TasteView = {
  /** Names the clicks that count; null without any. */
  version: string | null
  /** Clicks that count at most. */
  limit: number
  weights: Record<Group, number>
  clicks: ClickView[]
}

/** What was said of the tracks of a page, by track; how much was said in all; and the newest click. */
export type TasteMarks = {
  counts: Record<ClickKind, number>
  last: { id: string; kind: ClickKind; track: { id: string; name: string } } | null
  marks: Record<string, ClickKind>
}
