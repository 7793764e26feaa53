import { DomainError } from '../../domain/errors'
import type { IncomingItem, IncomingPlaylist } from '../../domain/playlist'
import type { DescribedItems } from './count-items'
import type { Patience } from './have-patience'
import type { FeatureLookup } from '../../catalog/ports'
import { readAhead } from './read-ahead'

export type ReadPlaylistDeps = {
  spotify: {
    getPlaylist: (id: string, signal?: AbortSignal) => Promise<IncomingPlaylist>
    playlistPages: (
      id: string,
      signal?: AbortSignal,
      from?: { position?: number; snapshotId?: string | null },
    ) => AsyncIterable<IncomingItem[]>
  }
  features: FeatureLookup
  tracks: { findSearchableIds: (publicIds: string[]) => Promise<Map<string, string>> }
  maxItems: number
}
type From = {
  id: string
  playlist: IncomingPlaylist
  position: number
  /** Public ids of the tracks before. */
  seen: ReadonlySet<string>
}
type Tools = { patience: Patience; tell: (described: number) => void }

/** Items described and stored at a time: whole batches of Spotify's features (100) and of ReccoBeats' (30). */
const BATCH = 300
/** Pages that are read while a batch is described: those of the next one. */
const PAGES_AHEAD = 6

/**
 * The items of a playlist from a position on, in batches, with what the sources say of the tracks that are not
 * searchable yet; `pages` counts those that were read until then. Pages are read while a batch is described, and what
 * was read before a fault is described before the fault is thrown. Throws INPUT_INVALID for a list that is too long, and Spotify's.
 */
export async function* readPlaylist(
  deps: ReadPlaylistDeps,
  from: From,
  tools: Tools,
  signal: AbortSignal,
): AsyncGenerator<DescribedItems & { pages: number }> {
  const asked = new Set(from.seen)
  const waiting: IncomingItem[] = []
  let pages = 0
  let position = from.position
  const describe = async () => {
    const items = waiting.splice(0, BATCH)
    const begin = position
    position += items.length
    const progress = (done: number) => tools.tell(begin + done)
    return { ...(await describeItems(deps, items, asked, { signal, progress })), pages }
  }
  try {
    const open = (ending: AbortSignal) => readPages(deps, tools.patience, from, ending)
    for await (const came of readAhead(open, PAGES_AHEAD, signal)) {
      pages += came.length
      waiting.push(...came.flat())
      while (waiting.length >= BATCH) yield await describe()
    }
  } catch (error) {
    if (waiting.length > 0 && !signal.aborted) yield await describe()
    throw error
  }
  if (waiting.length > 0) yield await describe()
}

/**
 * The pages in order, the first ones as they came with the head; after a stop that was sat out, it goes on behind the
 * last page that came whole.
 */
async function* readPages(
  { spotify, maxItems }: ReadPlaylistDeps,
  patience: Patience,
  { id, playlist: { snapshotId, opening, total }, position: begin }: From,
  signal: AbortSignal,
): AsyncGenerator<IncomingItem[]> {
  let position = begin
  if (position < opening.length) {
    yield opening.slice(position)
    position = opening.length
  }
  if (position > 0 && position >= total) return
  const open = () => spotify.playlistPages(id, signal, { position, snapshotId })[Symbol.asyncIterator]()
  let pages = open()
  for (;;) {
    const next = await patience.wait(async () => {
      try {
        return await pages.next()
      } catch (error) {
        // An iterator that threw is over.
        pages = open()
        throw error
      }
    })
    if (next.done) return
    position = (next.value.at(-1)?.position ?? position - 1) + 1
    checkLength(position, maxItems)
    yield next.value
  }
}

export function checkLength(items: number, maxItems: number): void {
  if (items <= maxItems) return
  throw new DomainError('INPUT_INVALID', `The playlist has more than ${String(maxItems)} items.`, {
    hint: 'Split it into smaller playlists, or raise PLAYLIST_MAX_ITEMS.',
  })
}

/** Each track is asked about once in a playlist, however often it stands there. */
async function describeItems(
  deps: ReadPlaylistDeps,
  items: IncomingItem[],
  asked: Set<string>,
  options: { signal: AbortSignal; progress: (described: number) => void },
): Promise<DescribedItems> {
  const fresh = new Map(
    items.flatMap(({ track }) =>
      track?.spotifyId && !asked.has(track.spotifyId) ? [[track.spotifyId, track]] : [],
    ),
  )
  for (const id of fresh.keys()) asked.add(id)
  const searchable = await deps.tracks.findSearchableIds([...fresh.keys()])
  const lacking = [...fresh.values()].filter(({ spotifyId }) => !searchable.has(spotifyId ?? ''))
  const described = await deps.features.describe(lacking, options)
  return { items, searchable: new Set(searchable.keys()), described }
}
