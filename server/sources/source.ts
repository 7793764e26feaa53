import type { FeatureName, FeatureSet } from '../domain/features/features'
import type { SourceName } from '../domain/features/feature-sources'
import type { IncomingTrack } from '../domain/track'

/** A track that a source is asked about: one with an id of Spotify's. */
export type AskedTrack = IncomingTrack & { spotifyId: string }

/** What a source says to a batch, by Spotify id; whoever is in none of the three was not asked. */
export type SourceAnswer = {
  found: Map<string, FeatureSet>
  /** Tracks it has nothing about, for a while. */
  unknown: string[]
  /** Tracks that went wrong one by one, and why. */
  failed: Map<string, string>
  /** What ended the batch early. */
  fault: SourceFault | null
}

export type Source = {
  name: SourceName
  /** How it is called in a sentence. */
  title: string
  /** The value by which one sees that a track needs nothing more of this source. */
  gives: FeatureName
  /** Why it cannot be asked about a track; null where it can. */
  refuses?: (track: AskedTrack) => string | null
  batchSize: number
  /** How long it is not asked again about what it did not know. */
  missSeconds: number
  ask: (tracks: AskedTrack[], signal: AbortSignal | undefined) => Promise<SourceAnswer>
}

/** A source that cannot answer now. `restSeconds`: how long to leave it alone. */
export class SourceFault extends Error {
  constructor(
    message: string,
    readonly restSeconds: number,
    options?: { cause: unknown },
  ) {
    super(message, options)
    this.name = 'SourceFault'
  }
}

export const emptyAnswer = (): SourceAnswer => ({
  found: new Map(),
  unknown: [],
  failed: new Map(),
  fault: null,
})
