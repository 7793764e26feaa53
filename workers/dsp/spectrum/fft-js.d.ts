declare module 'fft.js' {
  /** Radix-4 FFT of `size` complex numbers, interleaved as re, im, re, im … */
  export default class FFT {
    constructor(size: number)
    transform(out: Float64Array, input: Float64Array): void
  }
}
