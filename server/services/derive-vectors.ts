import { groupMask, shapeVector } from '../domain/vector'
import { VECTOR_SPEC } from '../domain/vector-spec'
import type { CatalogTransaction, Ladder } from './ports'

/**
 * Derives the vectors of tracks anew and writes them with new change numbers: every process then hears that something
 * of these tracks changed, be it the vector or what goes with it. Call it last in a transaction.
 */
export async function deriveVectors(
  tx: Pick<CatalogTransaction, 'findVectorInputs' | 'saveVectors'>,
  ladder: Ladder,
  trackIds: string[],
): Promise<void> {
  const described = await tx.findVectorInputs([...new Set(trackIds)], ladder)
  const vectors = [...described.values()].map(({ trackId, input }) => {
    const shaped = shapeVector(input)
    return { trackId, shaped, mask: groupMask(shaped) }
  })
  await tx.saveVectors(
    vectors.filter(({ mask }) => mask !== 0),
    VECTOR_SPEC.version,
  )
}
