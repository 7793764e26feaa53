import { DomainError } from '../domain/errors'
import type { JourneyInput } from './domain/journey'
import { DIMENSIONS } from '../domain/features/vector-spec'
import { toStop, type LayerDeps, type PlacedStop } from './journey-layers'
import type { VectorSearch } from '../catalog/ports'
import { toMember, type PopularityScale } from '../similar/domain/ranking/member'

export type NamedDeps = {
  tracks: Pick<LayerDeps['tracks'], 'findCandidates' | 'findSounds'> & {
    findSearchableIds: (publicIds: string[]) => Promise<Map<string, string>>
  }
  index: Pick<VectorSearch, 'readVectors'>
}

/** The tracks that were asked for, from the first to the last. */
export type Named = [PlacedStop, ...PlacedStop[]]

/** Throws INPUT_INVALID where they cannot be one journey, and TRACK_NOT_IN_CATALOG. */
export async function getNamed(
  deps: NamedDeps,
  input: JourneyInput,
  popularityScore: PopularityScale,
): Promise<Named> {
  const publicIds = [input.from, ...input.through, input.to]
  const twice = publicIds.find((id, i) => publicIds.indexOf(id) !== i)
  if (twice !== undefined) {
    throw new DomainError('INPUT_INVALID', 'A journey passes every track once, and one is named twice.', {
      hint: `Name ${twice} once only.`,
    })
  }
  if (input.length < publicIds.length) {
    throw new DomainError(
      'INPUT_INVALID',
      `A journey of ${String(input.length)} tracks cannot pass the ${String(publicIds.length)} that are named.`,
      { hint: `Ask for a length of ${String(publicIds.length)} at least, or name fewer.` },
    )
  }
  const found = await deps.tracks.findSearchableIds(publicIds)
  const ids = publicIds.map((publicId) => {
    const id = found.get(publicId)
    if (id !== undefined) return id
    throw new DomainError('TRACK_NOT_IN_CATALOG', `The track ${publicId} is not in the catalog yet.`)
  })
  const [candidates, sounds, vectors] = await Promise.all([
    deps.tracks.findCandidates(ids),
    deps.tracks.findSounds(ids),
    deps.index.readVectors(ids),
  ])
  const [first, ...others] = ids.map((id, i) => {
    const [candidate, known] = [candidates.get(id), sounds.get(id)]
    if (!candidate || !known) {
      throw new DomainError('TRACK_NOT_IN_CATALOG', 'A track of the journey is not in the catalog any more.')
    }
    const vector = vectors.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS)
    return toStop(toMember(candidate, vector, popularityScore), known)
  })
  if (!first) throw new DomainError('INPUT_INVALID', 'Name two tracks at least.')
  const named: Named = [first, ...others]
  const twin = named.find((stop, i) =>
    named.slice(0, i).some((before) => before.recording === stop.recording),
  )
  if (twin) {
    throw new DomainError('INPUT_INVALID', 'Two of the named tracks are releases of one recording.', {
      hint: `Name another track instead of ${twin.id}.`,
    })
  }
  return named
}
