import { isDomainError, type ErrorCode } from '../../domain/errors'
import type { RefreshReport } from '../../catalog/domain/upkeep'
import type { IngestPlaylistDeps } from '../playlists/ingest-playlist'
import type { Progress } from '../../catalog/ports'

/** A playlist that was last read too long ago, and the user with whose token it may be read (null: public). */
export type StalePlaylist = {
  publicId: string
  snapshotId: string | null
  items: number
  reader: string | null
}
type PlaylistSource = IngestPlaylistDeps['spotify']

export type RefreshPlaylistsDeps = {
  stalePlaylists: {
    /** Public ones, and those with a reader who is connected; the oldest first. */
    list: (days: number, limit: number) => Promise<StalePlaylist[]>
    count: (days: number) => Promise<number>
    markSeen: (publicId: string) => Promise<void>
    markUnread: (publicId: string) => Promise<void>
  }
  sourceOf: (playlist: StalePlaylist) => PlaylistSource
  /** Reads a playlist from a source as ever; an unchanged snapshot ends it at once. */
  ingest: (
    playlist: StalePlaylist,
    source: PlaylistSource,
    tools: { progress: Progress; signal: AbortSignal },
  ) => Promise<unknown>
}

const PAGE = 50
const AT_A_TIME = 20
/** What says that this playlist cannot be read by this reader any more, and says nothing of the next. */
const UNREADABLE: ReadonlySet<ErrorCode> = new Set([
  ...(['PLAYLIST_NOT_FOUND', 'PLAYLIST_OF_SPOTIFY', 'PLAYLIST_NOT_READABLE'] as const),
  ...(['SIGN_IN_AGAIN', 'SIGN_IN_NEEDED', 'SPOTIFY_SCOPE_MISSING', 'INPUT_INVALID'] as const),
])

/**
 * Reads playlists again whose snapshot changed, and renews the date of the others. Costs a call, and one a page where
 * something changed: a playlist that might cost more than is left waits for another run, unless it is the first of this
 * one. Counts what it did into `report`.
 */
export async function refreshPlaylists(
  deps: RefreshPlaylistsDeps,
  { maxAgeDays, budgetCalls }: { maxAgeDays: number; budgetCalls: number },
  report: RefreshReport,
  { progress, signal, stop }: { progress: Progress; signal: AbortSignal; stop: () => void },
): Promise<void> {
  const total = await deps.stalePlaylists.count(maxAgeDays)
  const busy = new Set<string>()
  while (report.calls < budgetCalls) {
    const listed = await deps.stalePlaylists.list(maxAgeDays, AT_A_TIME + busy.size)
    const waiting = listed.filter(({ publicId }) => !busy.has(publicId))
    if (waiting.length === 0) return
    for (const playlist of waiting) {
      stop()
      const cost = 1 + Math.ceil(playlist.items / PAGE)
      if (report.calls > 0 && report.calls + cost > budgetCalls) return
      const counted = countCalls(deps.sourceOf(playlist), report)
      const isUnchanged = () => playlist.snapshotId !== null && counted.snapshotId() === playlist.snapshotId
      try {
        await deps.ingest(playlist, counted.source, { progress: () => undefined, signal })
        await deps.stalePlaylists.markSeen(playlist.publicId)
        report.playlists[isUnchanged() ? 'unchanged' : 'read']++
      } catch (error) {
        signal.throwIfAborted()
        const code = isDomainError(error) ? error.code : null
        if (code === 'LOCKED') busy.add(playlist.publicId)
        else if (code !== null && UNREADABLE.has(code)) {
          await deps.stalePlaylists.markUnread(playlist.publicId)
          report.playlists.unread++
        } else throw error
      }
      const { read, unchanged, unread } = report.playlists
      progress('refreshing playlists', read + unchanged + unread, total)
    }
  }
}

/** The same source, with every call counted. */
function countCalls(source: PlaylistSource, report: RefreshReport) {
  let snapshotId: string | null = null
  return {
    /** Of the head that was read. */
    snapshotId: () => snapshotId,
    source: {
      getPlaylist: async (id, signal) => {
        report.calls++
        const head = await source.getPlaylist(id, signal)
        snapshotId = head.snapshotId
        return head
      },
      async *playlistPages(id, signal, from) {
        for await (const page of source.playlistPages(id, signal, from)) {
          report.calls++
          yield page
        }
      },
    } satisfies PlaylistSource,
  }
}
