/** ReccoBeats as callers know it: features by Spotify id or ISRC, in no order, without what it does not know. */
import { createHash } from 'node:crypto'
import type { SandboxCatalogue } from '../catalogue/catalogue'
import type { SandboxTrack } from '../catalogue/tracks'
import type { Fault } from '../faults'
import { json } from '../respond'
import { isCovered } from './coverage'

const LARGEST_BATCH = 40
/** Names that libraries give themselves; the real service lets its guard turn them away. */
const LIBRARIES = /^$|^(node|undici|axios|curl|python|go-http|java|okhttp)\b/i

/** `path` is what follows `/reccobeats/v1`. */
export async function answerReccoBeats(
  catalogue: SandboxCatalogue,
  path: string,
  { url, headers }: { url: URL; headers: Headers },
): Promise<Response> {
  if (LIBRARIES.test(headers.get('user-agent') ?? '')) {
    return new Response('error code: 1010', { status: 403, headers: { 'content-type': 'text/plain' } })
  }
  const single = /^\/track\/([^/]+)(\/audio-features)?$/.exec(path)
  if (single) return error(404, 4041, 'Track not found')
  if (path !== '/audio-features') return error(404, 4042, 'Path not found')
  const ids = url.searchParams.getAll('ids').flatMap((text) => text.split(',').filter(Boolean))
  if (ids.length === 0) return error(400, 4001, 'Missing parameter ids')
  if (ids.length > LARGEST_BATCH) return tooMany()
  const found = await Promise.all(ids.map((id) => findTracks(catalogue, id)))
  const known = new Map(found.flat().map((track) => [track.index, track]))
  return json({
    content: [...known.values()].sort(byHash(catalogue)).map((track) => toBody(catalogue, track)),
  })
}

/** A fault of the sandbox in the words of this service; null where it has none of its own. */
export function refuseAsReccoBeats(fault: Fault): Response | null {
  if (fault.kind !== 'rate-limit') return null
  const seconds = fault.retryAfter ?? 1
  return error(429, 4291, `Too many requests, retry after ${String(seconds)} seconds`)
}

async function findTracks(catalogue: SandboxCatalogue, id: string): Promise<SandboxTrack[]> {
  const bySpotify = catalogue.track(id)
  const tracks = bySpotify ? [bySpotify] : await catalogue.search(`isrc:${id}`)
  return tracks.filter((track) => isCovered('reccobeats', catalogue.seed, track))
}

function toBody(catalogue: SandboxCatalogue, track: SandboxTrack) {
  const { time_signature: _, ...features } = track.features
  return {
    id: toUuid(catalogue, track),
    href: `https://open.spotify.com/track/${catalogue.idOf('track', track.index)}`,
    isrc: catalogue.isrcOf(track),
    ...features,
  }
}

/** An id of its own, which says nothing about Spotify's. */
function toUuid(catalogue: SandboxCatalogue, { index }: SandboxTrack): string {
  const hex = createHash('sha256')
    .update(`${String(catalogue.seed)}/${String(index)}`)
    .digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  )
}

const byHash = (catalogue: SandboxCatalogue) => (a: SandboxTrack, b: SandboxTrack) =>
  toUuid(catalogue, a) < toUuid(catalogue, b) ? -1 : 1

function error(status: number, code: number, message: string): Response {
  return json({ timestamp: new Date(0).toISOString(), error: message, path: '', status: code }, status)
}

function tooMany(): Response {
  const message = `size must be between 1 and ${String(LARGEST_BATCH)}`
  return json({ status: 4004, errors: [{ path: 'getAudioFeatures.ids', message }] }, 400)
}
