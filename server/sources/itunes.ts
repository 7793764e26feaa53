import { z } from 'zod'
import { withoutVersion } from '../domain/song-key'
import { askJson, type Judge, type Line } from './ask-json'
import { hearEach } from './hear-each'
import { hearPreview, type Heard, type PreviewOptions } from './hear-preview'
import { findSameSong, ItunesSong } from './itunes-match'
import type { AskedTrack, Source } from './source'

/** Songs, films, books: what is no song is read over. */
const Answer = z.object({ results: z.array(z.unknown()) })

/** Above some 20 calls a minute; asked again at once it goes on saying so. */
const FORBIDDEN = 403
const REST_SECONDS = 60
/** Karaoke and tributes can come before the song itself. */
const RESULTS = 10
/** Titles of movements are long, and each word has to be found. */
const LONGEST_TERM = 200
const PREVIEW_TYPES = ['audio/x-m4a', 'audio/mp4', 'audio/m4a', 'audio/x-m4p']

const BATCH = 20
const MISS_SECONDS = 7 * 86_400

export type ItunesOptions = {
  line: Line
  preview: Pick<PreviewOptions, 'audio' | 'maxBytes' | 'timeoutMs'>
  /** The shop that is asked, two letters: what is sold differs from one to the next. */
  country: string
  /** Tracks under way at once. */
  concurrency: number
  now?: () => number
}

/**
 * iTunes' previews, found by artist and title and taken only where they are of this very recording, heard by our own
 * analysis. Neither sound nor address is kept.
 */
export function createItunesSource(options: ItunesOptions): Source {
  const { line, preview, country, concurrency, now = Date.now } = options
  const hearing: PreviewOptions = {
    ...preview,
    get: line.get,
    destination: line.destination,
    types: PREVIEW_TYPES,
    from: 'itunes preview',
    now,
  }

  async function hear(track: AskedTrack, signal: AbortSignal | undefined): Promise<Heard | null> {
    const body = await askJson(line, toPath(track, country), { schema: Answer, judge, signal })
    const songs = (body?.results ?? []).flatMap((result) => ItunesSong.safeParse(result).data ?? [])
    const song = findSameSong(
      track,
      songs.filter(({ previewUrl }) => previewUrl),
    )
    return song?.previewUrl ? hearPreview(song.previewUrl, hearing, signal) : null
  }

  return {
    name: 'itunes',
    title: 'iTunes',
    gives: 'loudness',
    refuses: ({ artists, durationMs }) => {
      if (!artists[0]?.name) return 'it has no artist to look for'
      return durationMs === null ? 'it has no length to tell it by' : null
    },
    batchSize: BATCH,
    missSeconds: MISS_SECONDS,
    ask: (tracks, signal) =>
      hearEach(tracks, { concurrency, hear, goneReason: 'its preview is not there any more', signal }),
  }
}

function toPath({ name, artists }: AskedTrack, country: string): string {
  const term = `${artists[0]?.name ?? ''} ${withoutVersion(name)}`.slice(0, LONGEST_TERM)
  const query = { term, media: 'music', entity: 'song', limit: String(RESULTS), country }
  return `/search?${new URLSearchParams(query).toString()}`
}

const judge: Judge = (status) =>
  status === FORBIDDEN
    ? { message: 'it asks us to slow down', retryInSeconds: null, restSeconds: REST_SECONDS }
    : null
