/** Deezer as callers know it: errors inside HTTP 200, and previews whose signed addresses run out. */
import { createHmac } from 'node:crypto'
import type { SandboxCatalogue } from '../catalogue/catalogue'
import type { SandboxTrack } from '../catalogue/tracks'
import type { Fault } from '../faults'
import { json } from '../respond'
import { isCovered } from './coverage'

const PREVIEW_SECONDS = 900
const ISRC_PATH = /^\/track\/isrc:([^/]+)$/
const PREVIEW_PATH = /^\/preview\/([0-9A-Za-z]{22})\.wav$/
const SIGNATURE = /^exp=(\d+)~acl=([^~]+)~hmac=([0-9a-f]{64})$/

type Asked = { url: URL; now: number; preview: (id: string) => Promise<Response> }

/** `path` is what follows `/deezer`. */
export async function answerDeezer(
  catalogue: SandboxCatalogue,
  path: string,
  { url, now, preview }: Asked,
): Promise<Response> {
  const clip = PREVIEW_PATH.exec(path)?.[1]
  if (clip !== undefined) {
    if (!isSigned(catalogue, path, url.searchParams.get('hdnea') ?? '', now)) {
      return new Response('Access Denied', { status: 403, headers: { 'content-type': 'text/plain' } })
    }
    return preview(clip)
  }
  const isrc = ISRC_PATH.exec(path)?.[1]
  if (isrc === undefined) return error('InvalidQueryException', 'Unknown path components', 600)
  const [track] = await catalogue.search(`isrc:${isrc}`)
  if (!track || !isCovered('deezer', catalogue.seed, track)) return error('DataException', 'no data', 800)
  return json(toBody(catalogue, track, { origin: url.origin, now }))
}

/** A fault of the sandbox in the words of this service; null where it has none of its own. */
export function refuseAsDeezer(fault: Fault): Response | null {
  return fault.kind === 'rate-limit' || fault.kind === 'quota'
    ? error('Exception', 'Quota limit exceeded', 4)
    : null
}

function toBody(catalogue: SandboxCatalogue, track: SandboxTrack, at: { origin: string; now: number }) {
  const artist = track.artists[0] ?? 0
  const hasPreview = isCovered('deezer-preview', catalogue.seed, track)
  return {
    id: 1_000_000 + track.index,
    readable: true,
    title: track.title,
    title_short: track.title,
    title_version: '',
    isrc: catalogue.isrcOf(track),
    duration: Math.round(track.durationMs / 1000),
    track_position: track.trackNumber,
    disk_number: 1,
    rank: track.popularity * 9000,
    explicit_lyrics: track.explicit,
    preview: hasPreview ? toPreviewUrl(catalogue, track, at) : '',
    // Known of few tracks at the real service too.
    bpm: 0,
    gain: -8.5,
    artist: { id: 1 + artist, name: catalogue.artistAt(artist).name, type: 'artist' },
    album: { id: 1 + track.album, title: catalogue.albumAt(track.album).name, type: 'album' },
    type: 'track',
  }
}

function toPreviewUrl(
  catalogue: SandboxCatalogue,
  track: SandboxTrack,
  { origin, now }: { origin: string; now: number },
): string {
  const path = `/preview/${catalogue.idOf('track', track.index)}.wav`
  const expires = Math.floor(now / 1000) + PREVIEW_SECONDS
  const hmac = sign(catalogue, path, expires)
  return `${origin}/deezer${path}?hdnea=exp=${String(expires)}~acl=${path}~hmac=${hmac}`
}

function isSigned(catalogue: SandboxCatalogue, path: string, text: string, now: number): boolean {
  const [, expires = '0', acl, hmac] = SIGNATURE.exec(text) ?? []
  return acl === path && Number(expires) * 1000 > now && hmac === sign(catalogue, path, Number(expires))
}

const sign = (catalogue: SandboxCatalogue, path: string, expires: number): string =>
  createHmac('sha256', `sandbox-${String(catalogue.seed)}`)
    .update(`${path}~${String(expires)}`)
    .digest('hex')

/** Deezer answers 200 whatever is wrong. */
function error(type: string, message: string, code: number): Response {
  return json({ error: { type, message, code } })
}
