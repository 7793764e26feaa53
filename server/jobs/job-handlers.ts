import type { z } from 'zod'
import { isHopeless, type JobKind } from '../domain/job'
import type { FileEvent } from '../ingestion/files/import-file'
import { describeTracks, type DescribeTracksDeps } from '../ingestion/describe-tracks'
import { importFile, type ImportFileDeps } from '../ingestion/files/import-file'
import { ingestPlaylist, type IngestPlaylistDeps } from '../ingestion/playlists/ingest-playlist'
import { followInFile } from '../ingestion/links/follow-in-file'
import type { FollowDeps } from '../ingestion/links/follow-links'
import { likedAsPlaylist, type OwnClient } from '../accounts/own-playlists'
import type { WaitChannel } from './progress/wait-channel'
import { jobInputs, type JobInput } from './job-inputs'
import type { JobHandler, JobTools } from './job-runner'

type Client = IngestPlaylistDeps['spotify'] & OwnClient
type IngestDeps = Omit<IngestPlaylistDeps, 'spotify' | 'reader'>

export type HandlerDeps = IngestDeps &
  ImportFileDeps &
  FollowDeps &
  Omit<DescribeTracksDeps, 'tracks'> & {
    tracks: IngestDeps['tracks'] & DescribeTracksDeps['tracks']
    /** Tells the job of the waits that the client of Spotify sits out. */
    hearWaits: WaitChannel['listen']
    /** Spotify as everybody sees it, and as one user does. */
    spotify: Client
    clientOf: (userId: string) => Client
    uploads: { open: (id: string) => AsyncIterable<Uint8Array>; remove: (id: string) => Promise<void> }
    readTrackFile: (
      chunks: AsyncIterable<Uint8Array>,
      file: { filename: string; signal: AbortSignal },
    ) => AsyncIterable<readonly FileEvent[]>
    /** Does work that fills the catalog at length; the space is fitted anew once it is done. */
    whileGrowing: <T>(work: () => Promise<T>) => Promise<T>
    rebuildIndex: (since: Date | undefined) => Promise<unknown>
    evaluate: (input: JobInput<'evaluate-catalog'>, tools: JobTools) => Promise<void>
    regroup: (signal: AbortSignal) => Promise<unknown>
    /** Asks again for what is old, and removes what is not to be kept. */
    refresh: (tools: JobTools) => Promise<unknown>
    retain: (tools: JobTools) => Promise<unknown>
    forgetSessions: () => Promise<unknown>
    /** What is left of locks, and of work that nobody went on with. */
    forgetLeftovers: () => Promise<unknown>
    /** What was told of jobs long ago. */
    forgetEvents: () => Promise<unknown>
  }

/** How each kind of job is done, from what is stored with it. */
export function createHandlers(deps: HandlerDeps): Record<JobKind, JobHandler> {
  const grow = async <T>(work: () => Promise<T>): Promise<T> => {
    const result = await deps.whileGrowing(work)
    await deps.index.follow()
    return result
  }
  return {
    'ingest-playlist': handle('ingest-playlist', ({ playlist, reader, liked }, tools) => {
      const client = reader === null ? deps.spotify : deps.clientOf(reader)
      const source = liked === null ? client : likedAsPlaylist(client, liked.ownerName)
      const ingest = () => ingestPlaylist({ ...deps, spotify: source, reader }, playlist, tools)
      return deps.hearWaits(tools.progress.waitFor, () => grow(ingest))
    }),
    'import-file': {
      ...handle('import-file', ({ upload, fileKey, filename, name, ...how }, tools) => {
        const rows = deps.readTrackFile(deps.uploads.open(upload), { filename, signal: tools.signal })
        const events = followInFile(deps, rows, tools.signal)
        return grow(() => importFile(deps, { events, filename, fileKey, asPlaylist: name, ...how }, tools))
      }),
      // Of a fault that passes, or of somebody's stopping it, the import can be resumed; the file waits for that.
      tidyUp: async (input, failure) => {
        if (failure && !isHopeless(failure)) return
        await deps.uploads.remove(jobInputs['import-file'].parse(input).upload)
      },
    },
    'rebuild-index': handle('rebuild-index', async ({ since }, { progress }) => {
      progress('building', 0, null)
      await deps.rebuildIndex(since === null ? undefined : new Date(since))
      return null
    }),
    'evaluate-catalog': handle('evaluate-catalog', async (input, tools) => {
      // Another process may have built the version that is to be measured.
      await deps.index.follow()
      await deps.evaluate(input, tools)
      return null
    }),
    'describe-tracks': handle('describe-tracks', ({ of }, tools) => describeTracks(deps, of, tools)),
    'group-releases': handle('group-releases', async (_, { progress, signal }) => {
      progress('grouping releases', 0, null)
      await deps.regroup(signal)
      return null
    }),
    'refresh-metadata': handle('refresh-metadata', async (_, tools) => {
      await deps.refresh(tools)
      return null
    }),
    retention: handle('retention', async (_, tools) => {
      await deps.forgetSessions()
      await deps.forgetLeftovers()
      await deps.forgetEvents()
      await deps.retain(tools)
      return null
    }),
  }
}

/** A handler whose input is read by the schema of its kind. */
function handle<K extends JobKind>(
  kind: K,
  work: (input: JobInput<K>, tools: JobTools) => ReturnType<JobHandler['work']>,
): JobHandler {
  const schema: z.ZodType<JobInput<K>> = jobInputs[kind] as never
  // Async, so that an input that does not parse is a fault of the job like any other.
  return { work: async (input, tools) => work(schema.parse(input), tools) }
}
