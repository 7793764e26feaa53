import { createHash } from 'node:crypto'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { FaissIndex } from '../native/faiss'

const CHUNK_BYTES = 1 << 18

/**
 * Writes an index so that the file is either whole or not there: to a temporary name, flushed to the disk, renamed,
 * and the folder flushed, because a rename is only safe once its folder is. Returns its size and SHA-256.
 */
export async function writeIndexFile(
  index: Pick<FaissIndex, 'write'>,
  file: string,
): Promise<{ bytes: number; checksum: string }> {
  await mkdir(path.dirname(file), { recursive: true })
  const temporary = `${file}.${String(process.pid)}.part`
  try {
    index.write(temporary)
    await flush(temporary)
    const result = { bytes: (await stat(temporary)).size, checksum: await sha256(temporary) }
    await rename(temporary, file)
    await flush(path.dirname(file))
    return result
  } finally {
    await rm(temporary, { force: true })
  }
}

/** @throws Error where the file is missing or its SHA-256 is another */
export async function checkIndexFile(file: string, checksum: string): Promise<void> {
  if ((await sha256(file)) !== checksum) {
    throw new Error(`the checksum of ${path.basename(file)} does not match`)
  }
}

async function flush(target: string): Promise<void> {
  const handle = await open(target, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Through one buffer: a stream leaves a trail of them, as long as the file, until they are collected. */
async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES)
  const handle = await open(file, 'r')
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, null)
      if (bytesRead === 0) return hash.digest('hex')
      hash.update(buffer.subarray(0, bytesRead))
    }
  } finally {
    await handle.close()
  }
}
