import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Numbers of faiss/MetricType.h. */
export const metric = { innerProduct: 0, l2: 1 } as const

/** What a search may be told, by name; a name the index cannot honour is an error, never ignored. */
export interface SearchParams {
  /** IVF only: how many inverted lists are visited. Clamped to nlist. */
  nprobe?: number
  /** HNSW (or an IVF with an HNSW quantizer): size of the dynamic candidate list. */
  efSearch?: number
  /** Only these ids may be returned. */
  include?: BigInt64Array
  /** These ids are never returned; with `include`, both must hold. */
  exclude?: BigInt64Array
}

/** n × k, row-major, best first; rows with fewer than k hits end in label −1 with the worst possible score. */
export interface SearchResult {
  distances: Float32Array
  labels: BigInt64Array
}

/** Hits of query i are at [lims[i], lims[i + 1]), in no particular order. */
export interface RangeSearchResult {
  lims: BigInt64Array
  distances: Float32Array
  labels: BigInt64Array
}

export interface FaissIndexInfo {
  /** The FAISS class, below an IDMap, without its prefix: `Flat`, `FlatIP`, `IVFFlat`, `HNSWFlat`, … */
  type: string
  /** True when an IDMap or IDMap2 gives the vectors their ids. */
  idMap: boolean
  /** See {@link metric}. */
  metric: number
  /** Number of inverted lists, 0 when the index has none. */
  nlist: number
}

/**
 * One FAISS index. The object is a view: several of them, in any thread of the process, may show the same
 * native index (`share`, `fromHandle`). Reads run side by side, changes run alone; every failure, FAISS's own
 * included, is a thrown Error. Vectors are row-major n × d and must be finite and at most 1e15 in magnitude.
 */
export interface FaissIndex {
  ntotal(): number
  getDimension(): number
  isTrained(): boolean
  getInfo(): FaissIndexInfo
  train(x: Float32Array): void
  add(x: Float32Array): void
  /** Needs an IVF or IDMap index. FAISS does not look for ids it already has: keep them unique. */
  addWithIds(x: Float32Array, ids: BigInt64Array): void
  /** Removes the ids it finds and returns how many those were. */
  removeIds(ids: BigInt64Array): number
  /** `k` above `ntotal` pads with label −1. */
  search(x: Float32Array, k: number, params?: SearchParams): SearchResult
  /** Inner product: every vector scoring above `radius`; L2: every vector nearer than `radius` (squared). */
  rangeSearch(x: Float32Array, radius: number, params?: SearchParams): RangeSearchResult
  /**
   * The stored vectors, in the order of `ids`; an unknown id is an error. For flat, IDMap2 and IVF indexes; an
   * IVF index without an id table reads all its ids for that (some 5 ms a million).
   */
  reconstruct(ids: BigInt64Array): Float32Array
  /**
   * IVFFlat only: keeps a table that leads from an id to its list, some 5 bytes a vector; without it `reconstruct` and
   * `removeIds` scan all ids. Files do not have it.
   */
  makeDirectMap(): void
  mergeFrom(other: FaissIndex): void
  /** Writes and flushes the file; the caller renames and fsyncs. */
  write(fileName: string): void
  toBuffer(): Buffer
  /** A handle for `fromHandle` in any thread; holds the index until `release`d. Every call makes a new one. */
  share(): bigint
  /** Lets go of the native index now instead of at garbage collection; later calls on this object throw. */
  dispose(): void
}

export interface FaissIndexClass {
  /** An exact L2 index of dimension d; use `fromFactory` for others. */
  new (d: number): FaissIndex
  fromFactory(dims: number, description: string, metric?: number): FaissIndex
  /** Refuses a truncated or inconsistent file; counts are checked against its size before memory is taken. */
  read(fileName: string): FaissIndex
  fromBuffer(bytes: Buffer): FaissIndex
  fromHandle(handle: bigint): FaissIndex
  /** Drops the registry's hold; living views keep the index. False when the handle is not known. */
  release(handle: bigint): boolean
  /**
   * OpenMP threads for calls made by the calling thread. A single query always runs on one; batches, training and
   * adding are divided. With several worker threads searching, 1 each is best (threads that wait for each other
   * spin, and on a busy machine that takes longer than the work); for training and bulk adds, the number of cores.
   * BLAS always has one thread.
   */
  setNumThreads(n: number): void
}

export interface FaissBinding {
  Index: FaissIndexClass
}

export interface LoadFaissOptions {
  /** The compiled binding, when it is not at build/native/faiss-node.node of the project. */
  nativePath?: string
}

const BINDING_FILE = join('build', 'native', 'faiss-node.node')

/**
 * The compiled binding (see scripts/build-native.mjs). Node caches it, so every call in a thread gives the same
 * object; every thread may load it.
 * Throws an Error that names the missing file and the command that builds it.
 */
export function loadFaiss(options: LoadFaissOptions = {}): FaissBinding {
  const file = options.nativePath ?? getBindingFile()
  try {
    return createRequire(import.meta.url)(file) as FaissBinding
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new Error(
      `The vector binding ${file} does not load (${reason}); build it: node scripts/build-native.mjs`,
      {
        cause,
      },
    )
  }
}

let bindingFile: string | undefined

function getBindingFile(): string {
  bindingFile ??= join(getProjectRoot(dirname(fileURLToPath(import.meta.url))), BINDING_FILE)
  return bindingFile
}

/** Upward to the project's own package.json: the source lies two folders below it, and so do the bundles. */
function getProjectRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (isProjectRoot(folder)) return folder
    if (folder === dirname(folder)) throw new Error(`No package.json named "segue" is above ${from}`)
  }
}

function isProjectRoot(folder: string): boolean {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return (
      typeof manifest === 'object' && manifest !== null && 'name' in manifest && manifest.name === 'segue'
    )
  } catch {
    return false
  }
}
