import { ReadableStream as WebStream } from 'node:stream/web'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkStart } from './check-start'

const TABLE = 'track_id,energy\n0000000000000000000001,0.5\n'

/** A stream of chunks that tells whether its source was let go. */
function streamOf(chunks: Uint8Array[]) {
  const state = { ended: false }
  async function* source() {
    try {
      await Promise.resolve()
      yield* chunks
    } finally {
      state.ended = true
    }
  }
  return { state, body: WebStream.from(source()) as ReadableStream<Uint8Array> }
}

async function readAll(body: ReadableStream<Uint8Array>): Promise<Buffer> {
  return Buffer.from(await new Response(body).arrayBuffer())
}

describe('checkStart', () => {
  it('gives every byte of a file on, however it is cut and however long', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 9000 }), { maxLength: 20 }),
        async (tail) => {
          const chunks = [Buffer.from(TABLE), ...tail.map((text) => Buffer.from(text.replaceAll('\0', '')))]
          const { body } = streamOf(chunks)
          expect((await readAll(await checkStart(body, 'songs.csv'))).equals(Buffer.concat(chunks))).toBe(
            true,
          )
        },
      ),
      { numRuns: 50 },
    )
  })

  it.each([
    ['an empty file', '', 'FILE_NOT_A_TABLE'],
    ['binary data', '\u0089PNG\r\n\u001a\n\0\0', 'FILE_NOT_A_TABLE'],
    ['other columns', 'colour,weight\nred,3\n', 'FILE_LAYOUT_UNKNOWN'],
  ])('refuses %s, and lets its source go', async (_what, text, code) => {
    const { body, state } = streamOf(
      text === '' ? [] : [Buffer.from(text, 'latin1'), Buffer.alloc(70_000, 'a,')],
    )
    await expect(checkStart(body, 'songs.csv')).rejects.toMatchObject({ code })
    expect(state.ended).toBe(true)
  })

  it('lets its source go where the reader stops early', async () => {
    const { body, state } = streamOf([
      Buffer.from(TABLE),
      ...Array<Buffer>(9).fill(Buffer.alloc(70_000, 'a')),
    ])
    await (await checkStart(body, 'songs.csv')).cancel()
    await expect.poll(() => state.ended).toBe(true)
  })
})
