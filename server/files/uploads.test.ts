import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createUploads, type UploadStore } from './uploads'

const MEGABYTE = 1024 ** 2

function createMemoryStore() {
  const files = new Map<string, { pieces: Buffer[]; bytes: number | null }>()
  const store: UploadStore = {
    begin: () => {
      const id = `upload ${String(files.size)}`
      files.set(id, { pieces: [], bytes: null })
      return Promise.resolve(id)
    },
    append: (id, part, bytes) => {
      const file = files.get(id)
      if (file) file.pieces[part] = Buffer.from(bytes)
      return Promise.resolve()
    },
    complete: (id, { bytes }) => {
      const file = files.get(id)
      if (file) file.bytes = bytes
      return Promise.resolve()
    },
    findLength: (id) => Promise.resolve(files.get(id)?.bytes ?? null),
    findChunk: (id, part) => Promise.resolve(files.get(id)?.pieces[part] ?? null),
    remove: (id) => {
      files.delete(id)
      return Promise.resolve()
    },
    removeOld: () => Promise.resolve(0),
  }
  return { store, files }
}

const toBody = (chunks: Uint8Array[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
async function readAll(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const read: Uint8Array[] = []
  for await (const chunk of chunks) read.push(chunk)
  return Buffer.concat(read)
}

describe('uploads', () => {
  it('give the bytes they were given, however these came, in pieces of a megabyte at most', async () => {
    const length = fc.oneof(fc.nat(2000), fc.constantFrom(MEGABYTE - 1, MEGABYTE, MEGABYTE + 1, 2 * MEGABYTE))
    const chunk = fc.tuple(length, fc.nat(255)).map(([size, value]) => new Uint8Array(size).fill(value))
    await fc.assert(
      fc.asyncProperty(fc.array(chunk, { maxLength: 6 }), async (chunks) => {
        const { store, files } = createMemoryStore()
        const uploads = createUploads({ store, maxBytes: 100 * MEGABYTE })
        const whole = Buffer.concat(chunks)
        const kept = await uploads.keep(toBody(chunks))
        const sha256 = createHash('sha256').update(whole).digest('hex')
        expect(kept).toEqual({ id: 'upload 0', sha256, bytes: whole.length })
        expect((await readAll(uploads.open(kept.id))).equals(whole)).toBe(true)
        const sizes = files.get(kept.id)?.pieces.map(({ length: size }) => size) ?? []
        expect(sizes.every((size) => size > 0 && size <= MEGABYTE)).toBe(true)
        expect(sizes.length).toBe(Math.ceil(whole.length / MEGABYTE))
      }),
      { numRuns: 25 },
    )
  })

  it('leave nothing behind of a file that is too large', async () => {
    const { store, files } = createMemoryStore()
    const uploads = createUploads({ store, maxBytes: MEGABYTE })
    const chunks = [new Uint8Array(MEGABYTE), new Uint8Array(1)]
    await expect(uploads.keep(toBody(chunks))).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' })
    expect(files.size).toBe(0)
  })

  it('say so where a file is not kept any more, or is not here whole', async () => {
    const { store, files } = createMemoryStore()
    const uploads = createUploads({ store, maxBytes: MEGABYTE * 4 })
    await expect(readAll(uploads.open('never'))).rejects.toMatchObject({ code: 'UPLOAD_GONE' })
    const { id } = await uploads.keep(toBody([new Uint8Array(MEGABYTE + 5)]))
    files.get(id)?.pieces.pop()
    await expect(readAll(uploads.open(id))).rejects.toMatchObject({ code: 'UPLOAD_GONE' })
  })
})
