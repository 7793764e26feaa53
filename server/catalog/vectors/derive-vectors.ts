import { VECTOR_SPEC } from '../../domain/features/vector-spec'
import type { CatalogTransaction, Precedence } from '../ports'
import { shapeVectors } from './shape-vectors'

/**
 * Derives the vectors of tracks from their stored values and metadata and writes them with new change numbers: every process
 * then hears that something of these tracks changed, be it the vector or what goes with it. A track without any value is
 * not searchable. Call it late in a transaction: the lock that orders changes is then held until its end.
 */
export async function deriveVectors(
  tx: Pick<CatalogTransaction, 'findVectorInputs' | 'saveVectors' | 'removeVectors'>,
  trackIds: string[],
  precedence: Precedence,
): Promise<void> {
  const unique = [...new Set(trackIds)]
  if (unique.length === 0) return
  const found = await tx.findVectorInputs(unique, precedence)
  const vectors = shapeVectors([...found.values()])
  const derived = new Set(vectors.map(({ trackId }) => trackId))
  await tx.removeVectors(unique.filter((id) => !derived.has(id)))
  await tx.saveVectors(vectors, VECTOR_SPEC.version)
}
