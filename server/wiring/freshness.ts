import type { Wired } from './adapters'
import type { RetentionBounds } from '../catalog/domain/upkeep'
import { createFreshnessRepository } from '../ingestion/freshness/freshness.repository'
import { createRetentionRepository } from '../catalog/upkeep/retention.repository'
import { applyRetention } from '../catalog/upkeep/apply-retention'
import { ingestPlaylist } from '../ingestion/playlists/ingest-playlist'
import { likedAsPlaylist } from '../accounts/own-playlists'
import type { Progress } from '../catalog/ports'
import type { StalePlaylist } from '../ingestion/freshness/refresh-playlists'
import { refreshStaleMetadata } from '../ingestion/freshness/refresh-stale-metadata'

type Tools = { progress: Progress; signal: AbortSignal }
type Batching = { mayBatch: () => Promise<boolean> }

export const toRetentionBounds = (env: Wired['env']): RetentionBounds => ({
  metadataDays: env.retention.metadataKeepDays,
  jobDays: env.retention.jobKeepDays,
})

/** The two works that keep stored content true to its sources and to what was promised; each takes what a job has. */
export function createUpkeep(wired: Wired, { mayBatch }: Batching) {
  const { env, sql, accounts, spotify, playlists, readings, tracks } = wired
  const storing = {
    catalog: wired.catalog,
    precedence: wired.precedence,
    index: wired.keeper,
    locks: wired.locks,
  }
  const fresh = createFreshnessRepository(sql)
  const retention = createRetentionRepository(sql)

  const sourceOf = ({ publicId, reader }: StalePlaylist) => {
    if (reader === null) return spotify.client
    const client = accounts.clientOf(reader)
    return publicId.startsWith('liked-') ? likedAsPlaylist(client, null) : client
  }
  return {
    refresh: (tools: Tools) =>
      refreshStaleMetadata(
        {
          ...storing,
          spotify: spotify.client,
          mayBatch,
          stale: fresh.tracks,
          stalePlaylists: fresh.playlists,
          sourceOf,
          ingest: ({ publicId, reader }, source, jobTools) =>
            ingestPlaylist(
              {
                ...storing,
                ...{ spotify: source, reader, playlists, readings, tracks, features: wired.features },
                maxItems: env.spotify.playlistMaxItems,
                // A quota ends the run; nobody waits for it.
                patienceSeconds: 0,
              },
              publicId,
              jobTools,
            ),
        },
        { maxAgeDays: env.retention.metadataMaxAgeDays, budgetCalls: env.retention.refreshBudgetCalls },
        tools,
      ),

    retain: (tools: Tools) =>
      applyRetention(
        { accounts: accounts.repository, retention, uploads: wired.uploads },
        toRetentionBounds(env),
        tools,
      ),
  }
}
