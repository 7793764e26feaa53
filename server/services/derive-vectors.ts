import { blockMask, shapeVector } from '../domain/vector'
import { VECTOR_SPEC } from '../domain/vector-spec'
import type { CatalogTransaction, Ladder } from './ports'

/** Derives the vectors of tracks from their values and metadata; a track without any value is not searchable. */
export async function deriveVectors(
  tx: Pick<CatalogTransaction, 'findVectorInputs' | 'saveVectors' | 'removeVectors'>,
  trackIds: string[],
  ladder: Ladder,
): Promise<void> {
  const described = await tx.findVectorInputs(trackIds, ladder)
  const vectors = [...described.values()].flatMap(({ trackId, input, calibration }) => {
    const shaped = shapeVector(input)
    const mask = blockMask(shaped)
    return mask === 0 ? [] : [{ trackId, shaped, mask, calibration }]
  })
  const derived = new Set(vectors.map(({ trackId }) => trackId))
  await tx.removeVectors(trackIds.filter((id) => !derived.has(id)))
  await tx.saveVectors(vectors, VECTOR_SPEC.version)
}
