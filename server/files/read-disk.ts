import { statfs } from 'node:fs/promises'

/** Room on the file system that holds `directory`, as an unprivileged process may use it. Throws where it is not there. */
export async function readDisk(directory: string): Promise<{ freeBytes: number; totalBytes: number }> {
  const { bavail, blocks, bsize } = await statfs(directory)
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
}
