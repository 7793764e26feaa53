import { isDomainError } from '../domain/errors'
import { hasFeatures, type FeatureValues } from '../domain/features'
import type { FeatureLookup } from '../services/ports'

type SpotifyFeatures = {
  audioFeatures: (ids: string[], signal?: AbortSignal) => Promise<Map<string, FeatureValues>>
}

/** How long a closed endpoint is not asked again: Spotify opens it to a client id by hand, if ever. */
const CLOSED_FOR_MS = 24 * 60 * 60 * 1000

/**
 * Spotify's audio features as a source of values. Most client ids may not read them (403 since November 2024); after
 * one such answer the source says nothing for a day instead of asking for every track.
 */
export function createSpotifyFeatureSource(
  spotify: SpotifyFeatures,
  now: () => number = Date.now,
): FeatureLookup {
  let closedUntil = 0
  return {
    async find(ids, signal) {
      if (ids.length === 0 || now() < closedUntil) return new Map()
      try {
        const found = await spotify.audioFeatures(ids, signal)
        const fetchedAt = new Date(now())
        return new Map(
          [...found].flatMap(([id, values]) =>
            hasFeatures(values)
              ? [[id, { source: 'spotify', extractor: 'spotify-web-api', fetchedAt, values }]]
              : [],
          ),
        )
      } catch (error) {
        if (!isDomainError(error) || error.code !== 'SPOTIFY_FORBIDDEN') throw error
        closedUntil = now() + CLOSED_FOR_MS
        return new Map()
      }
    },
  }
}
