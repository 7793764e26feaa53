import { z } from 'zod'
import { askJson, slowDown, type Judge, type Line } from './ask-json'
import { hearEach } from './hear-each'
import { hearPreview, type Heard, type PreviewOptions } from './hear-preview'
import type { AskedTrack, Source } from './source'

const TrackBody = z.object({ id: z.number(), isrc: z.string().nullish(), preview: z.string().nullish() })
/** Deezer's errors come with HTTP 200. */
const ErrorBody = z.object({ error: z.object({ code: z.number().nullish() }) })
const NO_DATA = 800
const QUOTA = 4
/** The window of Deezer's quota. */
const QUOTA_SECONDS = 5
/** Any other error of its own. */
const REST_SECONDS = 300

const BATCH = 20
const MISS_SECONDS = 7 * 86_400

export type DeezerOptions = {
  line: Line
  preview: Pick<PreviewOptions, 'audio' | 'maxBytes' | 'timeoutMs'>
  /** Tracks under way at once. */
  concurrency: number
  now?: () => number
}

/**
 * Deezer's previews by ISRC, heard by our own analysis. The address of a preview is signed and runs out: it is fetched
 * right after it was given, asked for anew once where it has run out, and kept nowhere.
 */
export function createDeezerSource({ line, preview, concurrency, now = Date.now }: DeezerOptions): Source {
  const hearing: PreviewOptions = {
    ...preview,
    get: line.get,
    destination: line.destination,
    from: 'deezer preview',
    now,
  }

  async function hear(track: AskedTrack, signal: AbortSignal | undefined): Promise<Heard | null> {
    for (let attempt = 0; attempt < 2; attempt++) {
      const path = `/track/isrc:${track.isrc ?? ''}`
      const body = await askJson(line, path, { schema: AnyTrack, judge, signal })
      if (!body || 'error' in body || body.isrc !== track.isrc || !body.preview) return null
      const heard = await hearPreview(body.preview, hearing, signal)
      if (heard !== 'gone') return heard
    }
    return 'gone'
  }

  return {
    name: 'deezer',
    title: 'Deezer',
    gives: 'loudness',
    refuses: ({ isrc }) => (isrc === null ? 'it has no ISRC to look for' : null),
    batchSize: BATCH,
    missSeconds: MISS_SECONDS,
    ask: (tracks, signal) =>
      hearEach(tracks, { concurrency, hear, goneReason: 'the address of its preview had run out', signal }),
  }
}

const AnyTrack = z.union([TrackBody, ErrorBody])

const judge: Judge = (_status, _headers, json) => {
  const code = ErrorBody.safeParse(json).data?.error.code
  if (code === undefined || code === NO_DATA) return null
  if (code === QUOTA) return { ...slowDown(QUOTA_SECONDS), message: 'its quota is used up' }
  const message = `it answers with error ${String(code)}`
  return { message, retryInSeconds: null, restSeconds: REST_SECONDS }
}
