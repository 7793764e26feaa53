import { writeFileSync } from 'node:fs'
import { checkFinite, checkIds, checkK, countRows } from './checks'
import { toFlatIndexFile } from './flat-index-file'
import { TopK } from './top-k'
import { LOWEST_SCORE, NO_ID } from './vector-index'
import type { VectorHits, VectorIndex, VectorSearchOptions } from './vector-index'

/**
 * Exact search in plain JavaScript: what a FAISS index of kind `flat` must answer, and what stands in for it where
 * the binding cannot be built. About a hundred times slower; for tests and small catalogs.
 */
export class ExactIndex implements VectorIndex {
  readonly kind = 'flat'
  readonly dims: number
  #vectors: Float32Array[] = []
  #ids: bigint[] = []

  constructor(dims: number) {
    this.dims = dims
  }

  count(): number {
    return this.#ids.length
  }

  search(queries: Float32Array, k: number, options: VectorSearchOptions = {}): VectorHits {
    checkK(k)
    const rows = countRows(queries, this.dims)
    checkFinite(queries)
    const hits = {
      ids: new BigInt64Array(rows * k).fill(NO_ID),
      scores: new Float32Array(rows * k).fill(LOWEST_SCORE),
    }
    const candidates = this.#getCandidates(options)
    for (let row = 0; row < rows; row++) {
      const query = queries.subarray(row * this.dims, (row + 1) * this.dims)
      const best = new TopK(k)
      for (const { vector, position } of candidates) best.offer(toInnerProduct(query, vector), position)
      best.toSorted().forEach(({ position, score }, rank) => {
        hits.ids[row * k + rank] = this.#ids[position] ?? NO_ID
        hits.scores[row * k + rank] = score
      })
    }
    return hits
  }

  append(vectors: Float32Array, ids: BigInt64Array): void {
    const rows = countRows(vectors, this.dims)
    checkFinite(vectors)
    checkIds(ids, rows)
    for (let row = 0; row < rows; row++) {
      this.#vectors.push(vectors.slice(row * this.dims, (row + 1) * this.dims))
    }
    this.#ids.push(...ids)
  }

  remove(ids: BigInt64Array): number {
    const gone = new Set(ids)
    const before = this.count()
    this.#vectors = this.#vectors.filter((_, position) => !gone.has(this.#ids[position] ?? NO_ID))
    this.#ids = this.#ids.filter((id) => !gone.has(id))
    return before - this.count()
  }

  reconstruct(ids: BigInt64Array): Float32Array {
    const positions = new Map(this.#ids.map((id, position) => [id, position]))
    const vectors = new Float32Array(ids.length * this.dims)
    ids.forEach((id, row) => {
      const vector = this.#vectors[positions.get(id) ?? -1]
      if (!vector) throw new RangeError(`The index holds no vector with id ${String(id)}`)
      vectors.set(vector, row * this.dims)
    })
    return vectors
  }

  write(fileName: string): void {
    const ids = BigInt64Array.from(this.#ids)
    writeFileSync(fileName, toFlatIndexFile(this.dims, this.reconstruct(ids), ids))
  }

  #getCandidates({ include, exclude }: VectorSearchOptions): { vector: Float32Array; position: number }[] {
    const wanted = include && new Set(include)
    const unwanted = exclude && new Set(exclude)
    return this.#vectors.flatMap((vector, position) => {
      const id = this.#ids[position] ?? NO_ID
      return (wanted?.has(id) ?? true) && !unwanted?.has(id) ? [{ vector, position }] : []
    })
  }
}

function toInnerProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}
