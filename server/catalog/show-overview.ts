import type { Playlist } from '../domain/playlist'
import type { Track } from '../domain/track'
import type { Viewer } from '../domain/viewer'

export type ShowOverviewDeps<Index> = {
  tracks: {
    countCatalog: () => Promise<{ tracks: number; searchable: number; artists: number }>
    findExamples: (limit: number) => Promise<Track[]>
  }
  playlists: { listRecent: (viewer: Viewer, limit: number) => Promise<Playlist[]> }
  findIndex: () => Promise<Index | null>
  spotify: 'sandbox' | 'connected'
}

const EXAMPLES = 8
const RECENT_PLAYLISTS = 12

/** What the first page shows of the catalog, with the newest playlists that the viewer may see. */
export async function showOverview<Index>(deps: ShowOverviewDeps<Index>, viewer: Viewer) {
  const [counts, examples, recent, index] = await Promise.all([
    deps.tracks.countCatalog(),
    deps.tracks.findExamples(EXAMPLES),
    deps.playlists.listRecent(viewer, RECENT_PLAYLISTS),
    deps.findIndex(),
  ])
  return { ...counts, examples, playlists: recent, index, spotify: deps.spotify }
}
