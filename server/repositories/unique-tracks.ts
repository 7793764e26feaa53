import { fillTrack, fillValues } from '../domain/fill-missing'
import type { BatchTrack, KeyedTrack, RowPrints, SetToSave } from '../services/ports'

/** A track as all rows of a batch say it. */
export type UniqueTrack = Omit<BatchTrack, 'id'>

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
    const prints = toPrints(row)
    if (!known) unique.set(publicId, { ...row, sets: toSets(row), prints })
    else {
      const sets = addSets(known.sets, row)
      unique.set(publicId, { ...addRow(known, row), sets, prints: samePrints(known.prints, prints) })
    }
  }
  return [...unique.values()].sort((a, b) => (a.keys.publicId < b.keys.publicId ? -1 : 1))
}

function addRow(known: KeyedTrack, row: KeyedTrack): KeyedTrack {
  if (row.source === 'spotify') return row
  if (known.source === 'spotify') return known
  // An album that another row gave has that row's key.
  const keys = { ...known.keys, album: known.keys.album ?? row.keys.album }
  return { ...known, track: fillTrack(known.track, row.track), keys }
}

/** What a file said stays, and what Spotify says goes before it: with equal prints, a row would change nothing. */
function toPrints({ source, replaces, keys, features = [] }: KeyedTrack): RowPrints | null {
  if (source !== 'file' || replaces || keys.print === null) return null
  if (features.length > 0 && keys.values === null) return null
  return { row: keys.print, values: keys.values?.print ?? null }
}

const samePrints = (a: RowPrints | null, b: RowPrints | null): RowPrints | null =>
  a?.row === b?.row && a?.values === b?.values ? a : null

/** The values that a row gives; the keys at hand are those of its first set. */
function toSets({ features = [], keys, replaces = false }: KeyedTrack): SetToSave[] {
  return features.map((set) => ({ features: set, keys: keys.values, replaces }))
}

function addSets(known: SetToSave[], row: KeyedTrack): SetToSave[] {
  const sets = [...known]
  for (const set of toSets(row)) {
    const at = sets.findIndex(({ features }) => features.source === set.features.source)
    const same = sets[at]
    if (!same) sets.push(set)
    else {
      const isFile = set.features.source === 'file'
      const features = isFile ? fillValues(same.features, set.features) : set.features
      if (features !== same.features) sets[at] = { ...same, features, keys: null }
    }
  }
  return sets
}
