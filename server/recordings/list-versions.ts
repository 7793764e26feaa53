import { DomainError } from '../domain/errors'
import type { Track } from '../domain/track'
import type { VersionDecision, Versions } from './domain/override'

export type ListVersionsDeps = {
  tracks: {
    findId: (publicId: string) => Promise<string | null>
    findTracks: (ids: string[]) => Promise<Track[]>
  }
  versions: {
    findOthers: (id: string) => Promise<string[]>
    findDecisions: (publicIds: string[]) => Promise<VersionDecision[]>
  }
}

/** The other releases of a track's recording, and what was decided about them. Throws TRACK_NOT_IN_CATALOG. */
export async function listVersions(
  { tracks, versions }: ListVersionsDeps,
  publicId: string,
): Promise<Versions> {
  const id = await getId(tracks, publicId)
  const [track, ...others] = await tracks.findTracks([id, ...(await versions.findOthers(id))])
  if (!track) throw notThere(publicId)
  const decisions = await versions.findDecisions([track, ...others].map((release) => release.id))
  return { track, others, decisions }
}

/** The catalog's own id of a track. Throws TRACK_NOT_IN_CATALOG. */
export async function getId(
  tracks: Pick<ListVersionsDeps['tracks'], 'findId'>,
  publicId: string,
): Promise<string> {
  const id = await tracks.findId(publicId)
  if (id === null) throw notThere(publicId)
  return id
}

function notThere(publicId: string): DomainError {
  return new DomainError('TRACK_NOT_IN_CATALOG', `The track ${publicId} is not in the catalog yet.`)
}
