import { DomainError } from '../domain/errors'
import type { Versions } from './domain/override'
import { deriveVectors } from '../catalog/vectors/derive-vectors'
import { getId, listVersions, type ListVersionsDeps } from './list-versions'
import type { CatalogStore, CatalogTransaction, IndexFollower, Precedence } from '../catalog/ports'

export type DecideVersionsDeps = ListVersionsDeps & {
  catalog: CatalogStore
  precedence: Precedence
  index: IndexFollower
}
/** Who decides, and why. */
export type Decision = { why: string; by: string }

/** Takes a release out of its recording. Throws TRACK_NOT_IN_CATALOG, and VERSIONS_UNCHANGED where it is alone. */
export async function splitVersion(
  deps: DecideVersionsDeps,
  track: string,
  decision: Decision,
): Promise<Versions> {
  const { others } = await listVersions(deps, track)
  if (others.length === 0) {
    throw unchanged('This release is alone already: no other is known of its recording.')
  }
  return decide(deps, [track], async (tx) => {
    await tx.saveOverride({ kind: 'split', track, other: null, ...decision })
    return null
  })
}

/** Makes two releases one recording. Throws as `splitVersion` does, and INPUT_INVALID for a track with itself. */
export async function joinVersions(
  deps: DecideVersionsDeps,
  [track, other]: readonly [string, string],
  decision: Decision,
): Promise<Versions> {
  if (track === other) {
    throw new DomainError('INPUT_INVALID', 'A release cannot be joined to itself.', {
      hint: 'Name two tracks.',
    })
  }
  const [{ others }] = await Promise.all([listVersions(deps, track), getId(deps.tracks, other)])
  if (others.some(({ id }) => id === other)) throw unchanged('These releases are one recording already.')
  return decide(deps, [track, other], async (tx) => {
    await tx.saveOverride({ kind: 'join', track, other, ...decision })
    return null
  })
}

/** Takes back the newest decision about a track; it stays on record. Throws as `splitVersion` does. */
export async function undoVersions(deps: DecideVersionsDeps, track: string, by: string): Promise<Versions> {
  return decide(deps, [track], async (tx) => {
    const undone = await tx.undoOverride(track, by)
    if (!undone) throw unchanged('There is nothing to undo: no decision about this track stands.')
    return undone.other
  })
}

/** Writes a decision and everything that follows from it, in one transaction, and makes it known to the index. */
async function decide(
  deps: DecideVersionsDeps,
  publicIds: string[],
  /** Gives the public id of a further track that it was about. */
  write: (tx: CatalogTransaction) => Promise<string | null>,
): Promise<Versions> {
  const ids = await Promise.all(publicIds.map((publicId) => getId(deps.tracks, publicId)))
  await deps.catalog.transaction(async (tx) => {
    const other = await write(tx)
    const otherId = other === null ? null : await deps.tracks.findId(other)
    const changed = await tx.regroup(otherId === null ? ids : [...ids, otherId])
    await deriveVectors(tx, changed, deps.precedence)
  })
  await deps.index.follow()
  const [track = ''] = publicIds
  return listVersions(deps, track)
}

function unchanged(sentence: string): DomainError {
  return new DomainError('VERSIONS_UNCHANGED', sentence)
}
