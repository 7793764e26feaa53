import { blockMask, shapeVector } from '../../domain/features/vector'
import { DIMENSIONS } from '../../domain/features/vector-spec'
import type { ToDerive, VectorToSave } from '../ports'

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
