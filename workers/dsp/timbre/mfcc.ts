export const MFCC_COUNT = 13

/**
 * Mel-frequency cepstral coefficients of a frame: the orthonormal DCT-II of its mel energies in dB (Davis & Mermelstein
 * 1980; scaling as in librosa). Coefficient 0 goes with the level, 1 with the balance of low and high, and so on.
 */
export function createMfcc(bands: number): (melDb: Float64Array, mfcc: Float64Array) => void {
  const cosines = Float64Array.from({ length: MFCC_COUNT * bands }, (_, at) => {
    const coefficient = Math.floor(at / bands)
    const scale = Math.sqrt((coefficient === 0 ? 1 : 2) / bands)
    return scale * Math.cos((Math.PI * coefficient * ((at % bands) + 0.5)) / bands)
  })
  return (melDb, mfcc) => {
    for (let c = 0; c < MFCC_COUNT; c++) {
      let sum = 0
      for (let band = 0; band < bands; band++) sum += (cosines[c * bands + band] ?? 0) * (melDb[band] ?? 0)
      mfcc[c] = sum
    }
  }
}
