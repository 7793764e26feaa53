/** What the catalogue sounds and looks like: /preview/{track}.wav and /image/{any id}.svg. */
import { createCover } from './art/cover'
import { createPreviewWav } from './audio/preview'
import type { SandboxCatalogue } from './catalogue/catalogue'
import { createIdCodec } from './catalogue/id-codec'
import type { IdKind } from './catalogue/id-codec'
import { getGenre } from './catalogue/profile'
import { apiError } from './respond'

export type Media = {
  preview: (id: string) => Promise<Response>
  image(id: string, size: string | null): Response
}

/** A clip takes about 50 ms of CPU and 4 MB while it is made: one at a time, a short queue, then 503. */
const LONGEST_QUEUE = 64
const LARGEST_IMAGE = 1280
const DEFAULT_IMAGE = 640
const CACHE = {
  'cache-control': 'public, max-age=86400',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'cross-origin',
}

export function createMedia(catalogue: SandboxCatalogue): Media {
  const codec = createIdCodec(catalogue.seed)
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0

  const render = async (id: string): Promise<Response> => {
    const track = catalogue.track(id)
    if (track === null) throw apiError(404, 'Resource not found')
    const { kit } = getGenre(track.genre)
    const input = {
      seed: catalogue.seed + track.recording,
      features: track.features,
      kit,
      composition: catalogue.composition(track),
    }
    return new Response(await createPreviewWav(input), { headers: { 'content-type': 'audio/wav', ...CACHE } })
  }

  return {
    preview: async (id) => {
      if (waiting >= LONGEST_QUEUE) throw apiError(503, 'Too many previews at once')
      waiting += 1
      const turn = last.then(() => render(id))
      last = turn.catch(() => undefined)
      return turn.finally(() => (waiting -= 1))
    },
    image: (id, size) => {
      const known = codec.decode(id)
      if (known === null) throw apiError(404, 'Resource not found')
      const pixels = Math.min(
        LARGEST_IMAGE,
        Math.max(16, Math.round(Number(size ?? DEFAULT_IMAGE)) || DEFAULT_IMAGE),
      )
      const svg = createCover(
        genreOf(catalogue, known.kind, id),
        pixels,
        catalogue.seed,
        kindNumber(known.kind),
        known.index,
      )
      const headers = {
        'content-type': 'image/svg+xml',
        'content-security-policy': "default-src 'none'",
        ...CACHE,
      }
      return new Response(svg, { headers })
    },
  }
}

/** Covers take their colours from the music behind them. */
function genreOf(catalogue: SandboxCatalogue, kind: IdKind, id: string): number {
  if (kind === 'album') return catalogue.album(id)?.genre ?? 0
  if (kind === 'artist') return catalogue.artist(id)?.genre ?? 0
  const first = catalogue.playlist(id)?.items.find((entry) => entry >= 0)
  return first === undefined ? 0 : catalogue.trackAt(first).genre
}

function kindNumber(kind: IdKind): number {
  return kind === 'album' ? 1 : kind === 'artist' ? 2 : 3
}
