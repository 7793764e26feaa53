import Meyda from 'meyda'

/** Meyda's extractors take what they need by name; its own types leave them open. */
type Extractors = {
  zcr: (input: { signal: Float32Array }) => number
  spectralCrest: (input: { ampSpectrum: Float64Array }) => number
}

/**
 * Those of Meyda's extractors that Segue uses as they are, on spectra that are computed once for all.
 * `Meyda.extract` would transform every frame again, by a slower FFT.
 */
export const { zcr, spectralCrest } = Meyda.featureExtractors as Extractors
