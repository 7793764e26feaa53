/** A vector as pgvector writes it: `[1,0.5]`. Every float32 comes back as it was. */
export function toVectorText(vector: Float32Array): string {
  return `[${vector.join(',')}]`
}

/**
 * Vectors of `dims` dimensions in pgvector's writing, one after the other.
 * @throws Error where a text is none of this size
 */
export function parseVectorTexts(texts: readonly string[], dims: number): Float32Array {
  const vectors = new Float32Array(texts.length * dims)
  texts.forEach((text, row) => {
    const values: unknown = JSON.parse(text)
    if (!Array.isArray(values) || values.length !== dims) {
      throw new Error(`a stored vector has not ${String(dims)} dimensions`)
    }
    vectors.set(values as number[], row * dims)
  })
  return vectors
}
