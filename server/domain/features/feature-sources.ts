import { z } from 'zod'

/** What can be asked for the sound of a track, in the order of FEATURE_SOURCES. */
export const SourceName = z.enum(['spotify', 'spotify-analysis', 'reccobeats', 'deezer', 'itunes'])
export type SourceName = z.infer<typeof SourceName>

/** A list such as `spotify,reccobeats`, or `none`; each name once. */
export const SourceNames = z
  .string()
  .transform((text) => (text.trim() === 'none' ? [] : text.split(',').map((name) => name.trim())))
  .pipe(
    z.array(SourceName).refine((names) => new Set(names).size === names.length, 'must name each source once'),
  )
