/** FAISS assigns a vector whose distances overflow to no list, so the binding takes nothing larger. */
const MAX_MAGNITUDE = 1e15

/** The number of rows of a row-major matrix. @throws RangeError when they are not whole */
export function countRows(matrix: Float32Array, dims: number): number {
  if (matrix.length % dims !== 0) {
    throw new RangeError(
      `${String(matrix.length)} numbers are no whole vectors of ${String(dims)} dimensions`,
    )
  }
  return matrix.length / dims
}

/** @throws RangeError unless every value is finite; the binding looks for itself */
export function checkFinite(matrix: Float32Array): void {
  const bad = matrix.findIndex((value) => !(Math.abs(value) <= MAX_MAGNITUDE))
  if (bad >= 0) throw new RangeError(`Value ${String(bad)} is ${String(matrix[bad])}; vectors must be finite`)
}

/** @throws RangeError unless there is one id for each row, none negative */
export function checkIds(ids: BigInt64Array, rows: number): void {
  if (ids.length !== rows) {
    throw new RangeError(`${String(rows)} vectors need ${String(rows)} ids, not ${String(ids.length)}`)
  }
  const negative = ids.find((id) => id < 0n)
  if (negative !== undefined) throw new RangeError(`Id ${String(negative)} is negative`)
}

/** @throws RangeError unless k is a whole number of at least 1 */
export function checkK(k: number): void {
  if (!Number.isSafeInteger(k) || k < 1) {
    throw new RangeError(`k must be a whole number of at least 1, not ${String(k)}`)
  }
}
