import { VECTOR_SPEC } from '../../domain/features/vector-spec'
import type { CatalogTransaction, Precedence, ToDerive } from '../ports'
import { shapeVectors } from './shape-vectors'

/**
 * Derives the vectors of tracks from their stored values and metadata and writes them with new change numbers: every process
 * then hears that something of these tracks changed, be it the vector or what goes with it. A track without any value is
 * not searchable. What `known` are derived from is not read again. Call it late in a transaction: the lock that orders
 * changes is then held until its end.
 */
export async function deriveVectors(
  tx: Pick<CatalogTransaction, 'findVectorInputs' | 'saveVectors' | 'removeVectors'>,
  trackIds: string[],
  precedence: Precedence,
  known: readonly ToDerive[] = [],
): Promise<void> {
  const isKnown = new Set(known.map(({ trackId }) => trackId))
  const unique = [...new Set(trackIds)].filter((id) => !isKnown.has(id))
  const found = unique.length === 0 ? [] : (await tx.findVectorInputs(unique, precedence)).values()
  const vectors = shapeVectors([...known, ...found])
  const derived = new Set(vectors.map(({ trackId }) => trackId))
  await tx.removeVectors([...isKnown, ...unique].filter((id) => !derived.has(id)))
  await tx.saveVectors(vectors, VECTOR_SPEC.version)
}
