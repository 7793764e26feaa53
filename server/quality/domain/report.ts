import { z } from 'zod'
import { Figure } from './interval'

/** Raised when a figure of the same name would mean something else. */
export const PROTOCOL_VERSION = 2

/** A way of ranking that was measured; `ours` ranks by sound, a baseline does not. */
const Method = z.object({ method: z.string(), ours: z.boolean() })

const SimilarRow = Method.extend({
  /** Share of the first k by other artists with a genre (a playlist) in common; null where too few carry one. */
  genre: Figure.nullable(),
  playlist: Figure.nullable(),
  coverage: z.number(),
  hubSkew: z.number(),
})
export type SimilarRow = z.infer<typeof SimilarRow>

const HoldOutRow = Method.extend({
  recall: Figure,
  rPrecision: Figure,
  precision: Figure,
  /** Share of different artists among the first 30. */
  artists: z.number(),
})
export type HoldOutRow = z.infer<typeof HoldOutRow>

const HoldOut = z.object({
  playlists: z.number().int(),
  seeds: z.number().int(),
  recallAt: z.number().int(),
  precisionAt: z.number().int(),
  rows: z.array(HoldOutRow),
})
export type HoldOut = z.infer<typeof HoldOut>

/** What an evaluation found. Parts are null where the catalog has too little to measure them. */
export const QualityReport = z.object({
  protocol: z.number().int(),
  seed: z.number().int(),
  spec: z.number().int(),
  tracks: z.number().int(),
  songs: z.number().int(),
  playlists: z.number().int(),
  /** False when the time ran out first: the figures hold, over fewer queries. */
  complete: z.boolean(),
  seconds: z.number(),
  similar: z.object({ queries: z.number().int(), k: z.number().int(), rows: z.array(SimilarRow) }).nullable(),
  continue: HoldOut.nullable(),
  discover: HoldOut.nullable(),
})
export type QualityReport = z.infer<typeof QualityReport>

/** A report with the index version it was measured on. */
export const StoredQuality = z.object({
  version: z.number().int(),
  measuredAt: z.string(),
  /** recall@10 of the version's approximate search against exact search; null where the search is exact. */
  annRecall: z.number().nullable(),
  /** Share of tracks whose neighbours are the same asked alone and among others, 0…1; null where none was asked. */
  determinism: z.number().nullable(),
  report: QualityReport,
})
export type StoredQuality = z.infer<typeof StoredQuality>
