import { partsOf } from '../../domain/song-key'
import type { Override } from './override'

/** What is known of a release when it is grouped. `id` is the catalog's own number, as text. */
export type Release = {
  id: string
  publicId: string
  songKey: string
  isrc: string | null
  durationMs: number | null
}

/**
 * Releases of one recording differ in length by the silence and the fade at their ends. Of 28,356 tracks of a public
 * table, pairs with the same title and artist agree in tempo as often when they are 3 to 5 s apart as below; beyond,
 * edits and album versions begin.
 */
const SAME_LENGTH_MS = 5000

/** Raise it when the rules change: recordings are then derived again at the next start. */
export const RULES = 1

/**
 * The recordings that releases belong to, each named by the smallest id of its releases: those with one ISRC, and those
 * with one song key (title and artist) whose lengths lie within SAME_LENGTH_MS of the shortest. A release of unknown
 * length joins the others of its key where these are one recording. Sound never joins anything: two songs may be near.
 *
 * Overrides go before what is derived, in the order in which they were made: a release that was split off belongs to
 * nothing but what it was joined to later.
 */
export function toGroups(releases: readonly Release[], overrides: readonly Override[]): Map<string, string> {
  const sets = createSets(releases.map(({ id }) => id))
  const byPublicId = new Map(releases.map((release) => [release.publicId, release.id]))
  const splitAt = new Map<string, number>()
  for (const { kind, track, number } of overrides) if (kind === 'split') splitAt.set(track, number)
  const derived = releases.filter(({ publicId }) => !splitAt.has(publicId))
  for (const alike of [...byIsrc(derived), ...bySong(derived)]) {
    alike.forEach(({ id }) => {
      sets.join(alike[0]?.id ?? id, id)
    })
  }
  for (const { kind, track, other, number } of overrides) {
    const isLater = [track, other].every((publicId) => number > (splitAt.get(publicId ?? '') ?? -1))
    const [a, b] = [byPublicId.get(track), byPublicId.get(other ?? '')]
    if (kind === 'join' && isLater && a !== undefined && b !== undefined) sets.join(a, b)
  }
  return new Map(releases.map(({ id }) => [id, sets.find(id)]))
}

function byIsrc(releases: readonly Release[]): Release[][] {
  return [...group(releases, ({ isrc }) => isrc).values()]
}

/** Clusters of one song key and about one length. A title without an artist names no recording. */
function bySong(releases: readonly Release[]): Release[][] {
  const keyed = group(releases, ({ songKey }) => (partsOf(songKey).artist === '' ? null : songKey))
  return [...keyed.values()].flatMap((same) => {
    const known = same.flatMap((release) =>
      release.durationMs === null ? [] : [{ release, length: release.durationMs }],
    )
    const clusters: { shortest: number; releases: Release[] }[] = []
    for (const { release, length } of known.sort((a, b) => a.length - b.length)) {
      const last = clusters.at(-1)
      if (last && length - last.shortest <= SAME_LENGTH_MS) last.releases.push(release)
      else clusters.push({ shortest: length, releases: [release] })
    }
    const unknown = same.filter(({ durationMs }) => durationMs === null)
    const [only, other] = clusters
    if (!only) return [unknown]
    if (!other) only.releases.push(...unknown)
    return clusters.map((cluster) => cluster.releases)
  })
}

function group<T>(items: readonly T[], keyOf: (item: T) => string | null): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return groups
}

/** Disjoint sets of ids (union–find), each named by its smallest id. */
function createSets(ids: readonly string[]) {
  const parents = new Map(ids.map((id) => [id, id]))
  const find = (id: string): string => {
    const parent = parents.get(id) ?? id
    if (parent === id) return id
    const root = find(parent)
    parents.set(id, root)
    return root
  }
  const join = (a: string, b: string) => {
    const [x, y] = [find(a), find(b)]
    if (x !== y) parents.set(...(isSmaller(x, y) ? ([y, x] as const) : ([x, y] as const)))
  }
  return { find, join }
}

const isSmaller = (a: string, b: string): boolean => BigInt(a) < BigInt(b)
