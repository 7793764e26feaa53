import { fitScaler as fit } from '~server/domain/features/scaler'
import { DIMENSIONS } from '~server/domain/features/vector-spec'
import { toVectorText } from '~server/domain/features/vector-text'
import { scaleRows } from '../ann/scale-rows'
import type { FitScalerTask, FittedScaler, ScaledTexts, ScaleTask } from '../protocol'

/** The scaler of a catalog: sorting a million values a dimension is no work for the event loop. */
export function fitScaler({ shaped }: FitScalerTask): FittedScaler {
  return { scaler: fit(shaped) }
}

/** Unit vectors in the writing of a database. */
export function scaleToTexts({ shaped, scaler }: ScaleTask): ScaledTexts {
  const vectors = scaleRows(shaped, scaler)
  const texts = Array.from({ length: vectors.length / DIMENSIONS }, (_, row) =>
    toVectorText(vectors.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS)),
  )
  return { texts }
}
