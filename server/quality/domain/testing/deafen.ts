import type { Scaler } from '../../../domain/features/scaler'
import { VECTOR_SPEC } from '../../../domain/features/vector-spec'

/** A broken scaler: what songs sound like counts next to nothing, and chance values as before. */
export function deafen(scaler: Scaler): Scaler {
  const dimensions = scaler.dimensions.map((dimension, i) => {
    const group = VECTOR_SPEC.dimensions[i]?.group
    if (group !== 'mood' && group !== 'voice') return dimension
    const scores = (dimension.scores ?? []).map(([at, score]): [number, number] => [at, score / 1e4])
    return { ...dimension, scores }
  })
  return { ...scaler, dimensions }
}
