/** What the weights of one metre say: one for each evidence of a hypothesis, and what it has from the start. */
export type Template = { weights: readonly number[]; bias: number }
export type Templates = { binary: Template; ternary: Template }

/**
 * What each correlation says for a beat, in the order of a hypothesis' evidence: a row per band, of RATIOS; then the
 * distance from MIDDLE_BPM in octaves and its square. Fitted by maximum likelihood on generated rhythms of known tempo
 * (`npm run bench -- tempo --fit 12`); no recording was used.
 */
// prettier-ignore
export const TEMPLATES: Templates = {
  binary: {
    bias: -0.11,
    weights: [
      -0.99, -2.63, 1.16, -2.11, 1.17, -0.21, 1.42, -0.23, 1.03, // all
      -2.48, -0.76, -1.48, -0.98, 2.25, -0.17, -1.46, 1.87, 2.22, // low
      -0.75, -2.29, -0.8, -1.36, 2.05, -1.85, 0.79, 0.92, 1.93, // middle
      1.14, -2.11, 1.08, -2.19, 0.35, -0.67, 0.53, 0.11, -1.09, // high
      -0.89, -1.03, 1.41, -1.18, 2.35, 0.91, -0.53, 1.28, 0.81, // low with middle
      1.85, -2.49, // octaves
    ],
  },
  ternary: {
    bias: 0.11,
    weights: [
      -1.07, 0.81, -1.24, -0.17, 1.55, -1.28, 1.62, 0.36, 0.16, // all
      -0.38, -0.04, -1.28, -0.36, 1.68, -1.67, 1.32, 0.44, 0.25, // low
      -0.47, -0.01, -0.92, -0.98, 1.86, -0.93, 1.31, 0.6, 1.04, // middle
      -1.77, 1.49, -0.88, 0.29, 0.31, -1.03, 1.46, -0.93, -0.29, // high
      -0.08, 1, -1.21, 1.01, 1.71, -1.57, 1.03, 0.81, 0.17, // low with middle
      1.42, -0.63, // octaves
    ],
  },
}
