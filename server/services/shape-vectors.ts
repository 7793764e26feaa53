import { toDerivable } from '../domain/describe-values'
import { blockMask, shapeVector } from '../domain/vector'
import { DIMENSIONS } from '../domain/vector-spec'
import type { BatchTrack, Ladder, StoredCalibration, ToDerive, VectorToSave } from './ports'

/** The vectors of tracks, of those that have a value at least. */
export function shapeVectors(tracks: readonly ToDerive[]): VectorToSave[] {
  // Views of one block: memory of its own for each vector takes ten times as long.
  const block = new Float32Array(tracks.length * DIMENSIONS)
  const vectors: VectorToSave[] = []
  tracks.forEach(({ trackId, input, calibration }, i) => {
    const shaped = shapeVector(input, block.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS))
    const mask = blockMask(shaped)
    if (mask !== 0) vectors.push({ trackId, shaped, mask, calibration })
  })
  return vectors
}

/** The vectors that tracks of a batch have where they are new: what the batch says of them is all there is. */
export function shapeNew(
  items: readonly BatchTrack[],
  by: { ladder: Ladder; calibration: StoredCalibration },
): VectorToSave[] {
  const described: ToDerive[] = []
  for (const { id, track, sets } of items) {
    if (sets.length === 0) continue
    const values = sets.map(({ features }) => features)
    const { input, calibration } = toDerivable(values, track, by)
    described.push({ trackId: id, input, calibration })
  }
  return shapeVectors(described)
}
