import { metric } from '../native/faiss'
import type { FaissBinding, FaissIndex, SearchParams } from '../native/faiss'
import { checkIds, checkK, countRows } from './checks'
import type { VectorHits, VectorIndex, VectorIndexKind, VectorSearchOptions } from './vector-index'

/** k-means wants this many training vectors a centroid (faiss/Clustering.h, min_points_per_centroid). */
const MIN_TRAINING_POINTS = 39

/** Lists visited when a search does not say; a build finds the number that reaches the wanted recall. */
export const DEFAULT_NPROBE = 16

/**
 * Number of inverted lists for n vectors: 4·√n, FAISS's own rule of thumb (Guidelines to choose an index), as far as
 * there are vectors to train them.
 */
export function toNlist(count: number): number {
  return Math.max(1, Math.min(Math.floor(4 * Math.sqrt(count)), Math.floor(count / MIN_TRAINING_POINTS)))
}

/** A FAISS index as a VectorIndex; the native index lives until `dispose` or garbage collection. */
export class FaissVectorIndex implements VectorIndex {
  readonly kind: VectorIndexKind
  readonly dims: number
  /** Number of inverted lists; 0 for `flat`. */
  readonly nlist: number
  readonly #index: FaissIndex
  readonly #nprobe: number

  /** @throws Error unless the index is one that `createFlatIndex` or `trainIvfIndex` make */
  constructor(index: FaissIndex, nprobe: number = DEFAULT_NPROBE) {
    const info = index.getInfo()
    this.kind = toKind(info)
    this.dims = index.getDimension()
    this.nlist = info.nlist
    this.#index = index
    this.#nprobe = nprobe
  }

  count(): number {
    return this.#index.ntotal()
  }

  search(queries: Float32Array, k: number, options: VectorSearchOptions = {}): VectorHits {
    checkK(k)
    countRows(queries, this.dims)
    const { distances, labels } = this.#index.search(queries, k, this.#toParams(options))
    return { ids: labels, scores: distances }
  }

  append(vectors: Float32Array, ids: BigInt64Array): void {
    checkIds(ids, countRows(vectors, this.dims))
    this.#index.addWithIds(vectors, ids)
  }

  remove(ids: BigInt64Array): number {
    return this.#index.removeIds(ids)
  }

  reconstruct(ids: BigInt64Array): Float32Array {
    return this.#index.reconstruct(ids)
  }

  /** `ivf` only: keeps in which list each id lies (5 bytes a vector), so that `reconstruct` need not scan them all. */
  keepPlaces(): void {
    if (this.kind === 'ivf') this.#index.makeDirectMap()
  }

  write(fileName: string): void {
    this.#index.write(fileName)
  }

  /** A handle with which any thread of the process opens the same index (`openSharedIndex`), until released. */
  share(): bigint {
    return this.#index.share()
  }

  /** Frees the native index now, unless it is shared; no method may be called afterwards. */
  dispose(): void {
    this.#index.dispose()
  }

  #toParams({ nprobe = this.#nprobe, include, exclude }: VectorSearchOptions): SearchParams {
    return {
      ...(this.kind === 'ivf' && { nprobe }),
      ...(include && { include }),
      ...(exclude && { exclude }),
    }
  }
}

/** An empty index that compares with every vector. */
export function createFlatIndex({ Index }: FaissBinding, dims: number): FaissVectorIndex {
  return new FaissVectorIndex(Index.fromFactory(dims, 'IDMap2,Flat', metric.innerProduct))
}

export interface IvfOptions {
  dims: number
  /** See `toNlist`. */
  nlist: number
  nprobe?: number
  /** Unit vectors like those to come, n × dims with n ≥ nlist; a sample of 256 · nlist is as good as all. */
  training: Float32Array
}

/**
 * An empty index of inverted lists, its cells found by k-means.
 * @throws Error when there are fewer training vectors than lists
 */
export function trainIvfIndex({ Index }: FaissBinding, options: IvfOptions): FaissVectorIndex {
  const { dims, nlist, nprobe, training } = options
  const rows = countRows(training, dims)
  if (rows < nlist) {
    throw new RangeError(`${String(nlist)} lists need as many training vectors, not ${String(rows)}`)
  }
  const index = Index.fromFactory(dims, `IVF${String(nlist)},Flat`, metric.innerProduct)
  index.train(training)
  return new FaissVectorIndex(index, nprobe)
}

/** @throws Error when the file is missing, truncated, inconsistent or not an index of Segue's */
export function readIndex({ Index }: FaissBinding, fileName: string, nprobe?: number): FaissVectorIndex {
  return new FaissVectorIndex(Index.read(fileName), nprobe)
}

/** The index another thread shared. @throws Error when the handle was released */
export function openSharedIndex({ Index }: FaissBinding, handle: bigint, nprobe?: number): FaissVectorIndex {
  return new FaissVectorIndex(Index.fromHandle(handle), nprobe)
}

function toKind({ type, idMap, metric: used }: ReturnType<FaissIndex['getInfo']>): VectorIndexKind {
  if (used === metric.innerProduct) {
    if (idMap && (type === 'Flat' || type === 'FlatIP')) return 'flat'
    if (!idMap && type === 'IVFFlat') return 'ivf'
  }
  throw new Error(
    `An index of type ${idMap ? 'IDMap,' : ''}${type}, metric ${String(used)}, is none of Segue's`,
  )
}
