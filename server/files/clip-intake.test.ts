import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DomainError } from '../domain/errors'
import { createClipIntake } from './clip-intake'

const BOUNDS = { maxBytes: 1000, maxUploads: 2, timeoutMs: 5000 }

/** A form as a browser sends it, in pieces of `size` bytes. */
async function send(form: FormData, bounds = BOUNDS, size = 64) {
  const request = new Response(form)
  const bytes = new Uint8Array(await request.arrayBuffer())
  return createClipIntake(bounds).readForm(inPieces(bytes, size), request.headers.get('content-type'))
}

function inPieces(bytes: Uint8Array, size: number): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) controller.close()
      else controller.enqueue(bytes.slice(at, (at += size)))
    },
  })
}

function formOf(fields: Record<string, string | Blob>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') form.append(name, value)
    else form.append(name, value, 'clip.wav')
  }
  return form
}

const codeOf = (work: () => Promise<unknown>) =>
  work().then(
    () => null,
    (error: unknown) => (error instanceof DomainError ? error.code : error),
  )

describe('a form with a clip', () => {
  it('gives file and fields, however its bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 900 }),
        fc.integer({ min: 1, max: 300 }),
        async (bytes, size) => {
          const form = formOf({ mode: 'discover', clip: new Blob([bytes]), genre: 'só' })
          const { file, fields } = await send(form, BOUNDS, size)
          expect(file).toEqual(bytes)
          expect(fields).toEqual([
            ['mode', 'discover'],
            ['genre', 'só'],
          ])
        },
      ),
      { numRuns: 40 },
    )
  })

  it.each<[string, Record<string, string | Blob>, string]>([
    ['without a file', { k: '5' }, 'CLIP_MISSING'],
    ['with the file in another field', { k: '5', file: new Blob(['x']) }, 'INPUT_INVALID'],
    ['with a text for the file', { k: '5', clip: 'x' }, 'INPUT_INVALID'],
    ['with a file that is too large', { k: '5', clip: new Blob(['x'.repeat(1001)]) }, 'AUDIO_TOO_LARGE'],
  ])('%s says so, and still gives the other fields', async (_what, fields, code) => {
    const form = await send(formOf(fields))
    expect(form.file).toBeInstanceOf(DomainError)
    expect(form.file).toMatchObject({ code })
    expect(form.fields).toEqual([['k', '5']])
  })

  it('says that no file was chosen where a browser sends the empty field of a form', async () => {
    const form = new FormData()
    form.append('clip', new Blob([]), '')
    expect((await send(form)).file).toMatchObject({ code: 'CLIP_MISSING' })
  })

  it('gives an empty file as it is', async () => {
    expect((await send(formOf({ clip: new Blob([]) }))).file).toEqual(new Uint8Array(0))
  })

  it.each([
    ['no type', null],
    ['another type', 'application/json'],
    ['no boundary', 'multipart/form-data'],
  ])('is none with %s', async (_what, type) => {
    const { readForm } = createClipIntake(BOUNDS)
    expect(await codeOf(() => readForm(inPieces(new Uint8Array(10), 5), type))).toBe('INPUT_INVALID')
  })

  it('that ends in the middle is refused', async () => {
    const whole = new Response(formOf({ clip: new Blob(['x'.repeat(500)]) }))
    const bytes = new Uint8Array(await whole.arrayBuffer())
    const { readForm } = createClipIntake(BOUNDS)
    const half = inPieces(bytes.subarray(0, bytes.length / 2), 64)
    expect(await codeOf(() => readForm(half, whole.headers.get('content-type')))).toBe('INPUT_INVALID')
  })
})

describe('a body that is the clip', () => {
  it('is put together', async () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i)
    expect(await createClipIntake(BOUNDS).readBytes(inPieces(bytes, 7))).toEqual(bytes)
  })

  it('that is too large is read to its end and refused', async () => {
    const body = inPieces(new Uint8Array(5000), 100)
    expect(await codeOf(() => createClipIntake(BOUNDS).readBytes(body))).toBe('AUDIO_TOO_LARGE')
    expect(await body.getReader().read()).toEqual({ done: true, value: undefined })
  })

  it('that does not come is given up, and its connection left open for the answer', async () => {
    let cancelled = false
    const body = new ReadableStream<Uint8Array>({ cancel: () => void (cancelled = true) })
    const intake = createClipIntake({ ...BOUNDS, timeoutMs: 20 })
    expect(await codeOf(() => intake.readBytes(body))).toBe('BODY_TOO_SLOW')
    expect(cancelled).toBe(false)
  })

  it('that breaks off is the end of it', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        controller.error(new Error('aborted'))
      },
    })
    expect(await codeOf(() => createClipIntake(BOUNDS).readBytes(body))).toBe('CANCELLED')
  })

  it('waits for nobody where too many come at once', async () => {
    const intake = createClipIntake(BOUNDS)
    const slow = () =>
      new ReadableStream<Uint8Array>({
        async pull(controller) {
          await sleep(50)
          controller.close()
        },
      })
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => codeOf(() => intake.readBytes(slow()))))
    expect(outcomes).toEqual([null, null, 'BUSY', 'BUSY'])
    expect(await codeOf(() => intake.readBytes(slow()))).toBeNull()
  })
})
