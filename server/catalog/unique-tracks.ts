import { fillAlbum, fillTrack, fillValues } from '../domain/features/fill-missing'
import type { KeyedTrack, SetToSave, UniqueTrack } from './ports'

/**
 * One item a track, in the order of their public ids: of Spotify the last; of files the first, with what the later ones
 * add, as over batches. Of its values one set of a source, by the same rule. Rows are written in one order: two writers
 * that share rows then wait for each other instead of deadlocking.
 */
export function toUniqueTracks(batch: readonly KeyedTrack[]): UniqueTrack[] {
  const unique = new Map<string, UniqueTrack>()
  for (const row of batch) {
    const { publicId } = row.keys
    const known = unique.get(publicId)
    if (!known) unique.set(publicId, { ...row, sets: toSets(row) })
    else unique.set(publicId, { ...addRow(known, row), sets: addSets(known.sets, row) })
  }
  return [...unique.values()].sort((a, b) => (a.keys.publicId < b.keys.publicId ? -1 : 1))
}

function addRow(known: KeyedTrack, row: KeyedTrack): KeyedTrack {
  if (row.source === 'spotify') return row
  if (known.source === 'spotify') return known
  // An album that another row gave has that row's key.
  const keys = { ...known.keys, album: known.keys.album ?? row.keys.album }
  const track = fillTrack(known.track, row.track)
  const album =
    track.album && row.track.album && keys.album === row.keys.album
      ? fillAlbum(track.album, row.track.album)
      : track.album
  return { ...known, track: { ...track, album }, keys }
}

const toSets = ({ features = [], replaces = false }: KeyedTrack): SetToSave[] =>
  features.map((set) => ({ features: set, replaces }))

function addSets(known: SetToSave[], row: KeyedTrack): SetToSave[] {
  const sets = [...known]
  for (const set of toSets(row)) {
    const at = sets.findIndex(({ features }) => features.source === set.features.source)
    const same = sets[at]
    if (!same) sets.push(set)
    else {
      const isFile = set.features.source === 'file'
      sets[at] = { ...same, features: isFile ? fillValues(same.features, set.features) : set.features }
    }
  }
  return sets
}
