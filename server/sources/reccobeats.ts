import { z } from 'zod'
import { hasFeatures, toFeatureValues } from '../domain/features/features'
import { isSpotifyId } from '../domain/spotify-ref'
import { askJson, slowDown, type Judge, type Line } from './ask-json'
import { emptyAnswer, type Source } from './source'

const value = z.number().nullish()
const Features = z.object({
  /** `https://open.spotify.com/track/ID`: the one field that says which track of the request this is. */
  href: z.string().nullish(),
  acousticness: value,
  danceability: value,
  energy: value,
  instrumentalness: value,
  key: value,
  liveness: value,
  loudness: value,
  mode: value,
  speechiness: value,
  tempo: value,
  valence: value,
})
const Batch = z.object({ content: z.array(Features.nullable()) })
const ErrorBody = z.object({ status: z.number(), error: z.string().nullish(), message: z.string().nullish() })

/** Up to 40 are taken; 41 answer 4004. */
const BATCH = 30
const TOO_MANY_REQUESTS = 4291
const WAIT = /retry after (\d+)/i
const MISS_SECONDS = 7 * 86_400

/** ReccoBeats: Spotify-like values by Spotify id, a batch in a call; what it does not know it leaves out. */
export function createReccoBeatsSource(line: Line, now: () => number = Date.now): Source {
  return {
    name: 'reccobeats',
    title: 'ReccoBeats',
    gives: 'energy',
    batchSize: BATCH,
    missSeconds: MISS_SECONDS,
    async ask(tracks, signal) {
      const ids = tracks.map(({ spotifyId }) => spotifyId)
      const path = `/audio-features?ids=${ids.join(',')}`
      const body = await askJson(line, path, { schema: Batch, judge, signal })
      const answer = emptyAnswer()
      const fetchedAt = new Date(now())
      for (const features of body?.content ?? []) {
        const id = features?.href?.split('/').at(-1) ?? ''
        const values = toFeatureValues(features ?? {})
        if (!isSpotifyId(id) || !ids.includes(id) || !hasFeatures(values)) continue
        answer.found.set(id, { source: 'reccobeats', extractor: 'reccobeats-v1', fetchedAt, values })
      }
      answer.unknown = ids.filter((id) => !answer.found.has(id))
      return answer
    },
  }
}

/** Its own codes stand in the body: 4291 says in words how long to wait. */
const judge: Judge = (_status, headers, json) => {
  const body = ErrorBody.safeParse(json)
  if (!body.success || body.data.status !== TOO_MANY_REQUESTS) return null
  const said = WAIT.exec(body.data.error ?? body.data.message ?? '')?.[1] ?? headers['retry-after']
  return slowDown(Number(said ?? NaN))
}
