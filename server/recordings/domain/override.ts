import { z } from 'zod'
import { TrackId } from '../../similar/domain/controls'
import { Track } from '../../domain/track'

/** A decision that goes before what is derived: a release is another recording, or two are the same. Public ids. */
export type Override = {
  /** In the order in which they were made. */
  number: number
  kind: 'split' | 'join'
  track: string
  /** What it was joined to; null for a split. */
  other: string | null
}

const Why = z
  .string({ error: 'Say why in words.' })
  .trim()
  .max(500, 'Say why in 500 characters at most.')
  .default('')

export const SplitInput = z.object({ id: TrackId, why: Why })
export const JoinInput = z.object({ id: TrackId, other: TrackId, why: Why })
export const VersionsInput = z.object({ id: TrackId })

/** A decision with who made it, when and why; undone ones are kept. */
export const VersionDecision = z.object({
  number: z.number().int(),
  kind: z.enum(['split', 'join']),
  track: z.string(),
  other: z.string().nullable(),
  why: z.string(),
  madeBy: z.string(),
  madeAt: z.string(),
  undoneBy: z.string().nullable(),
  undoneAt: z.string().nullable(),
})
export type VersionDecision = z.infer<typeof VersionDecision>

/** The releases of one recording. */
export const Versions = z.object({
  track: Track,
  /** Other releases, the best known first. */
  others: z.array(Track),
  /** What was decided about any of them, newest first. */
  decisions: z.array(VersionDecision),
})
export type Versions = z.infer<typeof Versions>
