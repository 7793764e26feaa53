import { CALIBRATED, type Calibration } from './calibration'
import type { FeatureSource } from './features'
import { mergeValues, type Origins, type SourceValues } from './merge-values'
import type { VectorInput } from './vector-spec'

/**
 * What a track's vector is derived from and explained by, with the sources of its values, best first. `calibration` is
 * the one its values were merged with: 0 for none, null where none could change them.
 */
export type Description = {
  input: VectorInput
  sources: FeatureSource[]
  origins: Origins
  calibration: number | null
}

/** Per name the value of the first source in the order of `ladder` that has it, on the scale of the calibration. */
export function describeValues(
  sets: readonly SourceValues[],
  metadata: Pick<VectorInput, 'releaseYear' | 'durationMs'>,
  {
    ladder,
    calibration,
  }: { ladder: readonly FeatureSource[]; calibration: { id: number; maps: Calibration } },
): Description {
  const ordered = sets.toSorted((a, b) => ladder.indexOf(a.source) - ladder.indexOf(b.source))
  const { values, origins } = mergeValues(ordered, ladder, calibration.maps)
  return {
    input: { values, releaseYear: metadata.releaseYear, durationMs: metadata.durationMs },
    sources: ordered.map(({ source }) => source),
    origins,
    calibration: canBeCalibrated(origins, ladder) ? calibration.id : null,
  }
}

/** The first source of the ladder is never mapped: where it has enough values it is the reference. */
function canBeCalibrated(origins: Origins, [first]: readonly FeatureSource[]): boolean {
  return CALIBRATED.some((name) => origins[name] !== undefined && origins[name].source !== first)
}
