import { MAX_SEEDS } from '~server/domain/controls'
import { DomainError } from '~server/domain/errors'
import { toTrackId } from '~server/domain/links/track-ref'

export type SeedQuery = { seeds: string[]; not: string[] }

/**
 * The tracks that a list goes on from (`seed`, links or ids; a field may hold several, separated by blanks) and those
 * it shall not be like (`not`). Throws what parsing a link throws, LINK_UNSUPPORTED and INPUT_INVALID.
 */
export function readSeedQuery(request: Request): SeedQuery {
  const { searchParams } = new URL(request.url)
  const read = (name: string) => [
    ...new Set(
      searchParams.getAll(name).flatMap((text) => text.split(/\s+/).filter(Boolean).map(getTrackId)),
    ),
  ]
  const query = { seeds: read('seed'), not: read('not') }
  if (query.seeds.length > MAX_SEEDS || query.not.length > MAX_SEEDS) {
    throw new DomainError('INPUT_INVALID', `A list goes on from ${String(MAX_SEEDS)} tracks at most.`)
  }
  return query
}

function getTrackId(text: string): string {
  const id = toTrackId(text)
  if (id !== null) return id
  throw new DomainError('LINK_UNSUPPORTED', 'Only tracks can be seeds, and this link is none.')
}
