import { copyFile, mkdir, open, stat, writeFile } from 'node:fs/promises'
import { Piscina } from 'piscina'
import { buildAddon } from '../../scripts/build-native.mjs'
import { inRoot } from '../../scripts/lib/paths.mjs'

const ADDON = inRoot('build', 'bench', 'faiss-node-as-published.node')
/** FAISS 1.7.3 lacks this name, which the package's source uses. */
const SHIM = '#include <faiss/Index.h>\nnamespace faiss { using idx_t = Index::idx_t; }\n'
/** Where an IVF file has its nprobe: after a tag, a header of 33 bytes and nlist. */
const NPROBE_AT = 4 + 33 + 8

/**
 * The package as published, compiled against the same FAISS, behind one thread (a second would end the process):
 * plain arrays in and out, one query a task. It has no way to set nprobe, so that stands in the file it reads.
 * @param {{ file: string, nprobe: number | null }} index
 */
export async function openUnpatched({ file, nprobe }) {
  await ensureAddon()
  const copy = `${file}.unpatched`
  await copyFile(file, copy)
  if (nprobe !== null) await writeNprobe(copy, nprobe)
  const pool = new Piscina({
    filename: inRoot('bench', 'index', 'unpatched-worker.mjs'),
    maxThreads: 1,
    minThreads: 1,
    workerData: { addon: ADDON, file: copy },
  })
  return {
    /** @param {Float32Array} query @param {number} k */
    search: (query, k) => pool.run({ query: Array.from(query), k }),
    close: () => pool.destroy(),
  }
}

async function ensureAddon() {
  if (await stat(ADDON).catch(() => null)) return
  await mkdir(inRoot('build', 'bench'), { recursive: true })
  const shim = inRoot('build', 'bench', 'idx_t.h')
  await writeFile(shim, SHIM)
  await buildAddon(ADDON, { patched: false, extraFlags: ['-include', shim] })
}

/** @param {string} file @param {number} nprobe */
async function writeNprobe(file, nprobe) {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(nprobe))
  const handle = await open(file, 'r+')
  await handle.write(bytes, 0, 8, NPROBE_AT)
  await handle.close()
}
