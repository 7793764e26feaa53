import { z } from 'zod'
import type { Embedding } from '../../domain/features/similarity'

/** What a listener says of a track: more of this, less of this, or merely not now. */
export const CLICK_KINDS = ['like', 'dislike', 'skip'] as const
export const ClickKind = z.enum(CLICK_KINDS, { error: 'A click is "like", "dislike" or "skip".' })
export type ClickKind = z.infer<typeof ClickKind>

/** A click with the places of the track and, where it is still known, of the track that it was an answer to. */
export type EmbeddedClick = { kind: ClickKind; track: Embedding; seed: Embedding | null }

/** A skip says a third of a dislike: people pass over what they know, or what does not fit the hour. */
const SKIP = -1 / 3
/** Clicks after which a skip says half as much: the hour is over, and only what was said outright stays. */
const SKIP_HALF_LIFE = 10

/** What a click says, −1…1, when so many newer ones of the same listener have followed it. */
export function sayingOf(kind: ClickKind, newer: number): number {
  if (kind === 'like') return 1
  return kind === 'dislike' ? -1 : SKIP * 0.5 ** (newer / SKIP_HALF_LIFE)
}
