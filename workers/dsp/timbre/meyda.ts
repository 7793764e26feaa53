import Meyda from 'meyda'

/** Meyda's extractors take what they need by name; its own types leave them open. */
type Extractors = { zcr: (input: { signal: Float32Array }) => number }

/** The extractor of Meyda that Segue uses as it is; `Meyda.extract` would transform the signal too. */
export const { zcr } = Meyda.featureExtractors as Extractors
