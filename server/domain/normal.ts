/** Winitzki's approximations of erf and its inverse (2008); each undoes the other, and both are within .005. */
const A = 0.147

/** Quantile of the standard normal distribution for 0 < share < 1. */
export function normalQuantile(share: number): number {
  const x = 2 * share - 1
  const log = Math.log(1 - x * x)
  const b = 2 / (Math.PI * A) + log / 2
  return Math.SQRT2 * Math.sign(x) * Math.sqrt(Math.sqrt(b * b - log / A) - b)
}

/** Share of the standard normal distribution below a value. */
export function normalShare(value: number): number {
  const square = (value * value) / 2
  const erf = Math.sqrt(1 - Math.exp((-square * (4 / Math.PI + A * square)) / (1 + A * square)))
  return (1 + Math.sign(value) * erf) / 2
}
