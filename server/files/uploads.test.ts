import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createUploads, type UploadStore } from './uploads'

const MEGABYTE = 1024 ** 2

function createMemoryStore() {
  const files = new Map<string, { owner: string | null; pieces: Buffer[]; bytes: number | null }>()
  const store: UploadStore = {
    begin: (owner) => {
      const id = `upload ${String(files.size)}`
      files.set(id, { owner, pieces: [], bytes: null })
      return Promise.resolve(id)
    },
    append: (id, part, bytes) => {
      const file = files.get(id)
      if (file) file.pieces[part] = Buffer.from(bytes)
      return Promise.resolve()
    },
    countKept: (owner) => {
      const sizeOf = (kept: { pieces: Buffer[] }[]) =>
        Buffer.concat(kept.flatMap(({ pieces }) => pieces)).length
      const all = [...files.values()]
      return Promise.resolve({ all: sizeOf(all), own: sizeOf(all.filter((file) => file.owner === owner)) })
    },
    removeResumable: () => Promise.resolve(),
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

/** Limits of one file, and of all of them. */
const limitsOf = (maxBytes: number, maxOwnBytes = 1e9, maxAllBytes = 1e9) => ({
  maxBytes,
  maxOwnBytes,
  maxAllBytes,
})

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
        const uploads = createUploads({ store, ...limitsOf(100 * MEGABYTE) })
        const whole = Buffer.concat(chunks)
        const kept = await uploads.keep(toBody(chunks), null)
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
    const uploads = createUploads({ store, ...limitsOf(MEGABYTE) })
    const chunks = [new Uint8Array(MEGABYTE), new Uint8Array(1)]
    await expect(uploads.keep(toBody(chunks), null)).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' })
    expect(files.size).toBe(0)
  })

  it('say so where a file is not kept any more, or is not here whole', async () => {
    const { store, files } = createMemoryStore()
    const uploads = createUploads({ store, ...limitsOf(MEGABYTE * 4) })
    await expect(readAll(uploads.open('never'))).rejects.toMatchObject({ code: 'UPLOAD_GONE' })
    const { id } = await uploads.keep(toBody([new Uint8Array(MEGABYTE + 5)]), null)
    files.get(id)?.pieces.pop()
    await expect(readAll(uploads.open(id))).rejects.toMatchObject({ code: 'UPLOAD_GONE' })
  })

  it('are refused while too much of one owner is kept, and while too much is kept of all; nothing is left of them', async () => {
    const { store, files } = createMemoryStore()
    const uploads = createUploads({ store, ...limitsOf(MEGABYTE, 2 * MEGABYTE, 3 * MEGABYTE) })
    const send = (owner: string | null, bytes = MEGABYTE) =>
      uploads.keep(toBody([new Uint8Array(bytes)]), owner)
    const [first] = [await send('one'), await send('one')]
    await expect(send('one', 10)).rejects.toMatchObject({
      code: 'UPLOADS_FULL',
      status: 429,
      message: 'Your files that wait to be imported, or can be resumed, take more than 2 MB.',
    })
    await send(null)
    await expect(send('two', 10)).rejects.toMatchObject({ code: 'UPLOADS_FULL' })
    expect(files.size).toBe(3)
    await uploads.remove(first.id)
    await send('two', 10)
  })
})
