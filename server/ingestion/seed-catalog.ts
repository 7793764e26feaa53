import type { Job } from '../domain/job'

export type SeedCatalogDeps = {
  countCatalog: () => Promise<{ tracks: number }>
  ingestPlaylist: (spotifyId: string) => Promise<Job | null>
}

/** Ingests the given playlists into an empty catalog, so that a newcomer has something to look at; returns how many. */
export async function seedCatalog(deps: SeedCatalogDeps, playlistIds: string[]): Promise<number> {
  if ((await deps.countCatalog()).tracks > 0) return 0
  for (const id of playlistIds) await deps.ingestPlaylist(id)
  return playlistIds.length
}
