/** The array with room for `length` values at least: itself, or a copy of twice the length. */
export function grow<T extends Uint32Array | Float64Array | Int16Array>(array: T, length: number): T {
  if (length <= array.length) return array
  const Kind = array.constructor as new (length: number) => T
  const larger = new Kind(Math.max(length, 2 * array.length))
  larger.set(array)
  return larger
}
