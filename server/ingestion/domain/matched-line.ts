import { z } from 'zod'

/** A track that a line of text may mean. `ref` is its public id, or its link where the catalog does not have it yet. */
export const MatchChoice = z.object({
  ref: z.string(),
  name: z.string(),
  artist: z.string(),
  album: z.string().nullable(),
  releaseYear: z.number().int().nullable(),
  imageUrl: z.string().nullable(),
})
export type MatchChoice = z.infer<typeof MatchChoice>

/** What a line of a pasted list means: one track, one of several, or none that is known, with the reason. */
export const MatchedLine = z.object({
  line: z.number().int(),
  text: z.string(),
  choices: z.array(MatchChoice),
  state: z.enum(['found', 'choose', 'unknown']),
  reason: z.string().nullable(),
})
export type MatchedLine = z.infer<typeof MatchedLine>

/** A pasted list at most: a long playlist; longer ones are files. */
export const MAX_PASTED_LINES = 500
export const MAX_PASTED_CHARACTERS = 100_000
