import { z } from 'zod'
import { Track } from '../../domain/track'

/** Names are shorter; what is longer was not meant as one. */
export const MAX_QUERY = 300
export const DEFAULT_CHOICES = 20
const MAX_CHOICES = 50
const CHOICES = `Ask for 1 to ${String(MAX_CHOICES)} tracks.`

/** What is looked for by name: artist, title, both in any order, or a part of them. */
export const SearchInput = z.object({
  q: z
    .string({ error: 'Give the name to look for as `q`.' })
    .trim()
    .min(1, 'Give the name to look for: “artist – title”, or a part of it.')
    .max(MAX_QUERY, `A name has at most ${String(MAX_QUERY)} characters.`),
  k: z.coerce
    .number({ error: CHOICES })
    .int(CHOICES)
    .min(1, CHOICES)
    .max(MAX_CHOICES, CHOICES)
    .default(DEFAULT_CHOICES),
})
export type SearchInput = z.infer<typeof SearchInput>

/**
 * The tracks whose names fit, best first. `total`: how many fit as well as the first one. `only`: the id of the one track
 * that was named in full; null where there is a choice.
 */
export const FoundTracks = z.object({
  q: z.string(),
  total: z.number().int(),
  only: z.string().nullable(),
  tracks: z.array(z.object({ track: Track, match: z.number() })),
})
export type FoundTracks = z.infer<typeof FoundTracks>
