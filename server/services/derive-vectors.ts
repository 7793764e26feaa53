import { blockMask, shapeVector } from '../domain/vector'
import { DIMENSIONS, VECTOR_SPEC } from '../domain/vector-spec'
import type { CatalogTransaction, Ladder, ToDerive, VectorToSave } from './ports'

/**
 * Derives the vectors of tracks from their values and metadata and writes them with new change numbers: every process
 * then hears that something of these tracks changed, be it the vector or what goes with it. A track without any value is
 * not searchable. `added` are tracks that this transaction has added, with what the catalog has of them. Call it late in a
 * transaction: the lock that orders changes is then held until its end.
 */
export async function deriveVectors(
  tx: Pick<CatalogTransaction, 'findVectorInputs' | 'saveVectors' | 'removeVectors'>,
  trackIds: string[],
  ladder: Ladder,
  added: readonly ToDerive[] = [],
): Promise<void> {
  const isAdded = new Set(added.map(({ trackId }) => trackId))
  const unique = [...new Set(trackIds)].filter((id) => !isAdded.has(id))
  const found = unique.length > 0 ? [...(await tx.findVectorInputs(unique, ladder)).values()] : []
  const all = [...added, ...found]
  // Views of one block: memory of its own for each vector takes ten times as long.
  const block = new Float32Array(all.length * DIMENSIONS)
  const vectors: VectorToSave[] = []
  for (const [i, { trackId, input, calibration }] of all.entries()) {
    const shaped = shapeVector(input, block.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS))
    const mask = blockMask(shaped)
    if (mask !== 0) vectors.push({ trackId, shaped, mask, calibration, isNew: isAdded.has(trackId) })
  }
  const derived = new Set(vectors.map(({ trackId }) => trackId))
  await tx.removeVectors(unique.filter((id) => !derived.has(id)))
  await tx.saveVectors(vectors, VECTOR_SPEC.version)
}
