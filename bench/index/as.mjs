/**
 * What came in without a type, as what its sender made it.
 * @template T
 * @param {unknown} value @returns {T}
 */
export const as = (value) => /** @type {T} */ (value)
