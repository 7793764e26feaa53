import type { TasteMarks, TasteView } from './domain/view'
import { CLICK_KINDS, type ClickKind } from './domain/click'
import type { Track } from '../domain/track'
import { GROUPS, type Group } from '../domain/features/vector-spec'
import type { ReadTaste, ReadTasteDeps } from './read-taste'
import type { StoredClick } from '../catalog/ports'

export type ShowTasteDeps = Pick<ReadTasteDeps, 'clicks' | 'maxClicks'> & {
  readTaste: ReadTaste
  tracks: { findTracks: (ids: string[]) => Promise<Track[]> }
}

/** Everything that a listener has said, newest first, and what was learned from it. */
export async function showTaste(deps: ShowTasteDeps, listenerId: string | null): Promise<TasteView> {
  const [clicks, taste] =
    listenerId === null
      ? [[], null]
      : await Promise.all([deps.clicks.list(listenerId, deps.maxClicks), deps.readTaste(listenerId)])
  const ids = clicks.flatMap(({ trackId, seedId }) => (seedId === null ? [trackId] : [trackId, seedId]))
  const tracks = await deps.tracks.findTracks([...new Set(ids)])
  const byId = new Map(tracks.map((track) => [track.id, track]))
  const weights = Object.fromEntries(
    GROUPS.map((group, i) => [group, taste?.taste.weights[i] ?? 1]),
  ) as Record<Group, number>
  return {
    version: taste?.version ?? null,
    limit: deps.maxClicks,
    weights,
    clicks: clicks.reverse().flatMap(({ id, kind, publicId, seedPublicId, at }) => {
      const track = byId.get(publicId)
      const seed = byId.get(seedPublicId ?? '') ?? null
      return track ? [{ id, kind, track, seed, at: at.toISOString() }] : []
    }),
  }
}

/** What a result page needs beside its rows: what was said of them, how much in all, and what can be taken back. */
export async function markTracks(
  deps: Pick<ShowTasteDeps, 'clicks' | 'tracks' | 'maxClicks'>,
  listenerId: string | null,
  publicIds: readonly string[],
): Promise<TasteMarks> {
  const clicks = listenerId === null ? [] : await deps.clicks.list(listenerId, deps.maxClicks)
  const newest = clicks.at(-1)
  const [track] = newest ? await deps.tracks.findTracks([newest.trackId]) : []
  const asked = new Set(publicIds)
  return {
    counts: Object.fromEntries(CLICK_KINDS.map((kind) => [kind, countOf(clicks, kind)])) as Record<
      ClickKind,
      number
    >,
    last:
      newest && track
        ? { id: newest.id, kind: newest.kind, track: { id: track.id, name: track.name } }
        : null,
    marks: Object.fromEntries(
      clicks.filter(({ publicId }) => asked.has(publicId)).map(({ publicId, kind }) => [publicId, kind]),
    ),
  }
}

const countOf = (clicks: readonly StoredClick[], wanted: ClickKind): number =>
  clicks.filter(({ kind }) => kind === wanted).length
