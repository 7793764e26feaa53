import { afterEach, describe, expect, it, vi } from 'vitest'
import { createFileReader } from '~server/files/file-reader'
import { readTrackFile } from '~server/files/read-track-file'
import type { FileEvent } from '~server/ingestion/files/import-file'
import { inRoot } from '../../scripts/lib/paths.mjs'

const MOODY = inRoot('tests', 'integration', 'reading', 'moody.task.mjs')
const REAL = inRoot('build', 'workers', 'reading.task.mjs')
const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

function createReader(changes: Partial<Parameters<typeof createFileReader>[0]> = {}) {
  const reader = createFileReader({ filename: REAL, threads: 1, ...changes })
  closers.push(reader.close)
  return reader
}

async function* inPieces(text: string, size: number) {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size))
}

async function collect(blocks: AsyncIterable<readonly FileEvent[]>, into: FileEvent[] = []) {
  for await (const block of blocks) into.push(...block)
  return into
}

const going = () => new AbortController().signal
const table = (rows: number) =>
  [
    'track_name,track_artist,genre,energy,year',
    ...Array.from({ length: rows }, (_, n) =>
      n % 7 === 3
        ? 'half a row'
        : `Lamp ${String(n)},Kestrel Bay; Otto Lind,"pop, folk",0.${String(n % 10)},x`,
    ),
  ].join('\n')

describe('a file that is read in a thread', () => {
  it('gives what it gives without one, in order', async () => {
    const text = table(5000)
    const options = { filename: 'tracks.csv', signal: going() }
    const read = await collect(createReader().read(inPieces(text, 10_000), options))
    expect(read).toEqual(await collect(readTrackFile(inPieces(text, 10_000), options)))
    expect(read.length).toBe(5000)
  })

  it('gives what came before a fault of its bytes, and then the fault as it is', async () => {
    const fault = new Error('the database is away')
    async function* broken() {
      yield* inPieces(table(5000), 50_000)
      throw fault
    }
    const events: FileEvent[] = []
    const reading = collect(createReader().read(broken(), { filename: 'a.csv', signal: going() }), events)
    await expect(reading).rejects.toBe(fault)
  })

  it('fails with the sentence and the hint of the reader', async () => {
    const reading = collect(
      createReader().read(inPieces('%PDF-1.7\n%\u0001\u0002', 1000), { filename: 'a.pdf', signal: going() }),
    )
    await expect(reading).rejects.toMatchObject({
      name: 'DomainError',
      code: 'FILE_NOT_A_TABLE',
      status: 422,
      hint: expect.stringMatching(/\S/) as string,
    })
  })

  it('is read no further than a few blocks ahead of who takes them', async () => {
    let pieces = 0
    async function* counted() {
      for await (const piece of inPieces(table(50_000), 4000)) {
        pieces++
        yield piece
      }
    }
    const blocks = createReader().read(counted(), { filename: 'a.csv', signal: going() })
    await blocks.next()
    let before = -1
    await vi.waitFor(
      () => {
        const still = pieces === before
        before = pieces
        expect(still).toBe(true)
      },
      { timeout: 20_000, interval: 500 },
    )
    const all = Math.ceil(Buffer.byteLength(table(50_000)) / 4000)
    expect(pieces).toBeLessThan(all / 2)
    await blocks.return(undefined)
  })
})

describe('a thread that reads', () => {
  it('fails the one file that takes more memory than it may, and the next one is read', async () => {
    const reader = createReader({ filename: MOODY, heapMb: 16 })
    const events: FileEvent[] = []
    const reading = collect(reader.read(inPieces('x', 1), { filename: 'hungry', signal: going() }), events)
    await expect(reading).rejects.toMatchObject({
      code: 'FILE_MEMORY_EXCEEDED',
      message: expect.stringContaining('hungry takes more than the 16 MB') as string,
    })
    expect(events).toHaveLength(1)
    expect(await collect(reader.read(inPieces('x', 1), { filename: 'good', signal: going() }))).toHaveLength(
      1,
    )
  })

  it('that ends by itself fails the file', async () => {
    const reader = createReader({ filename: MOODY, onCrash: () => undefined })
    const reading = collect(reader.read(inPieces('x', 1), { filename: 'gone', signal: going() }))
    await expect(reading).rejects.toThrow()
  })

  it('is ended by the signal, whatever it does', async () => {
    const reader = createReader({ filename: MOODY })
    const controller = new AbortController()
    const reason = new Error('told to stop')
    const blocks = reader.read(inPieces('x', 1), { filename: 'endless', signal: controller.signal })
    await blocks.next()
    const next = blocks.next()
    controller.abort(reason)
    await expect(next).rejects.toBe(reason)
    expect(await collect(reader.read(inPieces('x', 1), { filename: 'good', signal: going() }))).toHaveLength(
      1,
    )
  })
})
