import type { Playlist } from '../domain/playlist'
import type { Viewer } from '../domain/viewer'
import type { Overview } from './read-overview'

export type ShowOverviewDeps<Index> = {
  readOverview: () => Promise<Overview>
  playlists: { listRecent: (viewer: Viewer, limit: number) => Promise<Playlist[]> }
  findIndex: () => Index | null
  spotify: 'sandbox' | 'connected'
}

const RECENT_PLAYLISTS = 12

/** What the first page shows of the catalog, with the newest playlists that the viewer may see. */
export async function showOverview<Index>(deps: ShowOverviewDeps<Index>, viewer: Viewer) {
  const [overview, recent] = await Promise.all([
    deps.readOverview(),
    deps.playlists.listRecent(viewer, RECENT_PLAYLISTS),
  ])
  return { ...overview, playlists: recent, index: deps.findIndex(), spotify: deps.spotify }
}
