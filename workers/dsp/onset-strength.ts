/**
 * How strongly something begins in a frame: the mean rise of the mel bands in dB since the frame before, falls
 * counting nothing (Ellis, "Beat Tracking by Dynamic Programming", JNMR 2007; librosa's onset_strength). dB.
 */
export function getOnsetStrength(melDb: Float64Array, previous: Float64Array): number {
  let rise = 0
  for (let band = 0; band < melDb.length; band++) {
    const d = (melDb[band] ?? 0) - (previous[band] ?? 0)
    rise += d > 0 ? d : 0
  }
  return rise / melDb.length
}
