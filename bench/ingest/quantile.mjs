/** Of numbers in rising order, to a tenth. @param {number[]} sorted @param {number} q */
export function quantile(sorted, q) {
  return Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN).toFixed(1))
}
