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
type By = { ladder: readonly FeatureSource[]; calibration: { id: number; maps: Calibration } }

/** Per name the value of the first source in the order of `ladder` that has it, on the scale of the calibration. */
export function describeValues(
  sets: readonly SourceValues[],
  { releaseYear, durationMs }: Metadata,
  { ladder, calibration }: By,
): Description {
  const ordered = sets.toSorted((a, b) => ladder.indexOf(a.source) - ladder.indexOf(b.source))
  const { values, origins } = mergeValues(ordered, ladder, calibration.maps)
  // The first source of the ladder is never mapped: where it has enough values it is the reference.
  const canBeCalibrated = CALIBRATED.some(
    (name) => origins[name] !== undefined && origins[name].source !== ladder[0],
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
  const { ladder, calibration } = by
  const only = sets.length === 1 ? sets[0] : undefined
  if (!only || !ladder.includes(only.source) || !standsAlone(only, calibration.maps)) {
    const described = describeValues(sets, metadata, by)
    return { input: described.input, calibration: described.calibration }
  }
  const { source, values } = only
  const canBeCalibrated = source !== ladder[0] && CALIBRATED.some((name) => values[name] !== undefined)
  return {
    input: { values, releaseYear: metadata.releaseYear, durationMs: metadata.durationMs },
    calibration: canBeCalibrated ? calibration.id : null,
  }
}
