import { afterEach, describe, expect, it, vi } from 'vitest'
import { toDomainError } from '~server/domain/errors'
import { createAudioPool, type AudioPool } from '~server/audio/audio-pool'
import { makeChord } from '~workers/dsp/testing/signals'
import { makeWav } from '~workers/dsp/testing/files'
import { inRoot } from '../../scripts/lib/paths.mjs'

const MOODY = inRoot('tests', 'integration', 'audio', 'moody.task.mjs')
const WELL = 0
const THROWS = 1
const EXITS = 2
const HOARDS = 3
const HANGS = 4
const TOO_SHORT = 5

let pools: AudioPool[] = []
afterEach(async () => {
  await Promise.all(pools.map((pool) => pool.close()))
  pools = []
})

function createPool(changes: Partial<Parameters<typeof createAudioPool>[0]> = {}) {
  const onCrash = vi.fn()
  const bounds = { threads: 2, maxQueue: 8, timeoutMs: 20_000, heapMb: 64 }
  const pool = createAudioPool({ filename: MOODY, ...bounds, onCrash, ...changes })
  pools.push(pool)
  return { pool, onCrash }
}

const file = (mood: number) => new Uint8Array([mood, 0, 0])
const refusal = async (work: Promise<unknown>) => {
  const error = toDomainError(
    await work.then(
      () => null,
      (error: unknown) => error,
    ),
  )
  return { code: error.code, status: error.status, message: error.message, wait: error.retryAfterSeconds }
}

describe('the pool of audio threads', () => {
  it('gives what was heard, and takes the bytes over without a copy', async () => {
    const { pool } = createPool({ filename: inRoot('build', 'workers', 'audio.task.mjs') })
    const bytes = makeWav([makeChord([60, 64, 67], 5, 22_050)], { rate: 22_050 })
    const analysis = await pool.analyse(bytes)
    expect(analysis).toMatchObject({ format: 'wav', durationS: 5, key: 0, mode: 1 })
    expect(analysis).not.toHaveProperty('ok')
    expect(bytes.byteLength).toBe(0)
  })

  it('says what the analysis says of a file', async () => {
    const { pool, onCrash } = createPool()
    expect(await refusal(pool.analyse(file(TOO_SHORT)))).toMatchObject({
      code: 'AUDIO_TOO_SHORT',
      status: 422,
      message: 'Too short.',
    })
    expect(onCrash).not.toHaveBeenCalled()
  })

  it.each([
    ['throws', THROWS],
    ['ends its thread', EXITS],
    ['takes more memory than a thread has', HOARDS],
  ])('loses one file where the analysis %s, and no other', async (_what, mood) => {
    const { pool, onCrash } = createPool({ threads: 1 })
    const outcomes = await Promise.allSettled(
      [file(WELL), file(mood), file(WELL), file(WELL)].map((f) => pool.analyse(f)),
    )
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
    const failed = await refusal(pool.analyse(file(mood)))
    expect(failed).toMatchObject({ code: 'AUDIO_ANALYSIS_FAILED', status: 422 })
    expect(failed.message).not.toContain('secret')
    expect(onCrash).toHaveBeenCalledTimes(2)
    expect(await pool.analyse(file(WELL))).toMatchObject({ durationS: 3 })
  })

  it('ends what takes too long, and goes on', async () => {
    const { pool } = createPool({ threads: 1, timeoutMs: 1000 })
    await pool.analyse(file(WELL))
    expect(await refusal(pool.analyse(file(HANGS)))).toMatchObject({ code: 'TIMED_OUT', status: 504 })
    expect(await pool.analyse(file(WELL))).toMatchObject({ durationS: 3 })
  })

  it('ends what nobody waits for any more', async () => {
    const { pool, onCrash } = createPool({ threads: 1 })
    await pool.analyse(file(WELL))
    const controller = new AbortController()
    const hanging = refusal(pool.analyse(file(HANGS), { signal: controller.signal }))
    const waiting = pool.analyse(file(WELL))
    controller.abort()
    expect(await hanging).toMatchObject({ code: 'CANCELLED' })
    expect(await waiting).toMatchObject({ durationS: 3 })
    expect(onCrash).not.toHaveBeenCalled()
  })

  it('tells those that find the queue full to come back', async () => {
    const { pool } = createPool({ threads: 1, maxQueue: 2 })
    const all = Array.from({ length: 6 }, () => pool.analyse(file(WELL)))
    const outcomes = await Promise.allSettled(all)
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(refused.length).toBeGreaterThanOrEqual(3)
    for (const { reason } of refused) {
      expect(toDomainError(reason)).toMatchObject({ code: 'BUSY', status: 503, retryAfterSeconds: 2 })
    }
    expect(await pool.analyse(file(WELL))).toMatchObject({ durationS: 3 })
  })

  it('finishes what is under way when it closes, and takes nothing more', async () => {
    const { pool } = createPool({ threads: 1 })
    const all = Promise.all([file(WELL), file(WELL), file(WELL)].map((f) => pool.analyse(f)))
    const closed = pool.close()
    expect(await refusal(pool.analyse(file(WELL)))).toMatchObject({ code: 'BUSY' })
    await closed
    expect(await all).toHaveLength(3)
  })
})
