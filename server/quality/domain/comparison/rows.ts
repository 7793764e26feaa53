/** Vectors of equal width, one a row, row-major: values [count × width]. `unit` rows have length 1 (or 0). */
export type Rows = { count: number; width: number; values: Float32Array }

/** Row `i`, as a view. */
export function rowOf({ values, width }: Rows, i: number): Float32Array {
  return values.subarray(i * width, (i + 1) * width)
}

/** Every row at length 1; a row of length 0 stays as it is. Changes `rows` in place and gives it back. */
export function toUnitRows(rows: Rows): Rows {
  for (let i = 0; i < rows.count; i++) {
    const row = rowOf(rows, i)
    let squares = 0
    for (const value of row) squares += value * value
    const length = Math.sqrt(squares)
    if (length > 0) for (let j = 0; j < row.length; j++) row[j] = (row[j] ?? 0) / length
  }
  return rows
}

/** The dot product of `query` [width] with every row; the cosine where both have length 1. */
export function dotRows({ count, width, values }: Rows, query: Float32Array): Float32Array {
  const scores = new Float32Array(count)
  for (let i = 0, at = 0; i < count; i++) {
    let sum = 0
    for (let j = 0; j < width; j++, at++) sum += (values[at] ?? 0) * (query[j] ?? 0)
    scores[i] = sum
  }
  return scores
}
