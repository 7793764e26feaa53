import { CALIBRATED, type Calibration } from './calibration'
import type { FeatureSource } from './features'
import { mergeValues, standsAlone, type Origins, type SourceValues } from './merge-values'
import type { VectorInput } from './vector-spec'

/**
 * What a track's vector is derived from. `calibration` is the one its values were merged with: 0 for none, null where
 * none could change them.
 */
export type Derivable = { input: VectorInput; calibration: number | null }
/** What a track's vector is derived from and explained by, with the sources of its values, best first. */
export type Description = Derivable & { sources: FeatureSource[]; origins: Origins }

type Metadata = Pick<VectorInput, 'releaseYear' | 'durationMs'>
type By = { precedence: readonly FeatureSource[]; calibration: { id: number; maps: Calibration } }

/** Per name the value of the first source in the order of `precedence` that has it, on the scale of the calibration. */
export function describeValues(
  sets: readonly SourceValues[],
  { releaseYear, durationMs }: Metadata,
  { precedence, calibration }: By,
): Description {
  const ordered = sets.toSorted((a, b) => precedence.indexOf(a.source) - precedence.indexOf(b.source))
  const { values, origins } = mergeValues(ordered, precedence, calibration.maps)
  // The first source by precedence is never mapped: where it has enough values it is the reference.
  const canBeCalibrated = CALIBRATED.some(
    (name) => origins[name] !== undefined && origins[name].source !== precedence[0],
  )
  return {
    input: { values, releaseYear, durationMs },
    sources: ordered.map(({ source }) => source),
    origins,
    calibration: canBeCalibrated ? calibration.id : null,
  }
}

/** Of a description what the vector is derived from. For one set that stands as it is, as most do, it costs next to nothing. */
export function toDerivable(sets: readonly SourceValues[], metadata: Metadata, by: By): Derivable {
  const { precedence, calibration } = by
  const only = sets.length === 1 ? sets[0] : undefined
  if (!only || !precedence.includes(only.source) || !standsAlone(only, calibration.maps)) {
    const described = describeValues(sets, metadata, by)
    return { input: described.input, calibration: described.calibration }
  }
  const { source, values } = only
  const canBeCalibrated = source !== precedence[0] && CALIBRATED.some((name) => values[name] !== undefined)
  return {
    input: { values, releaseYear: metadata.releaseYear, durationMs: metadata.durationMs },
    calibration: canBeCalibrated ? calibration.id : null,
  }
}
