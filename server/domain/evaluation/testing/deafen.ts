import type { Scaler } from '../../scaler'
import { VECTOR_SPEC } from '../../vector-spec'

/** A broken scaler: what songs sound like counts next to nothing, and chance values as before. */
export function deafen(scaler: Scaler): Scaler {
  const dimensions = scaler.dimensions.map((dimension, i) => {
    const group = VECTOR_SPEC.dimensions[i]?.group
    return group === 'mood' || group === 'voice' ? { ...dimension, scale: dimension.scale * 1e4 } : dimension
  })
  return { ...scaler, dimensions }
}
