import { blockMask, shapeVector } from '../domain/vector'
import { VECTOR_SPEC } from '../domain/vector-spec'
import type { CatalogTransaction, Ladder } from './ports'

/**
 * Derives the vectors of tracks from their values and metadata and writes them with new change numbers: every process
 * then hears that something of these tracks changed, be it the vector or what goes with it. A track without any value is
 * not searchable. Call it last in a transaction.
 */
export async function deriveVectors(
  tx: Pick<CatalogTransaction, 'findVectorInputs' | 'saveVectors' | 'removeVectors'>,
  trackIds: string[],
  ladder: Ladder,
): Promise<void> {
  const unique = [...new Set(trackIds)]
  const described = await tx.findVectorInputs(unique, ladder)
  const vectors = [...described.values()].flatMap(({ trackId, input, calibration }) => {
    const shaped = shapeVector(input)
    const mask = blockMask(shaped)
    return mask === 0 ? [] : [{ trackId, shaped, mask, calibration }]
  })
  const derived = new Set(vectors.map(({ trackId }) => trackId))
  await tx.removeVectors(unique.filter((id) => !derived.has(id)))
  await tx.saveVectors(vectors, VECTOR_SPEC.version)
}
