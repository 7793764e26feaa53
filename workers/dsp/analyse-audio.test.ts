import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { analyse } from '../tasks/audio.task'
import { analyseAudio } from './analyse-audio'
import { LIMITS } from './limits'
import { makeSilentMp3, makeWav } from './testing/files'
import { concat, makeChord, makeClicks, makeNoise, makeSine } from './testing/signals'

/** Clicks at 120 BPM over a C major chord. */
function makeMusic(seconds: number, rate: number): Float32Array {
  const chord = makeChord([48, 64, 67, 72], seconds, rate)
  return makeClicks(120, seconds, rate).map((x, i) => 0.5 * x + (chord[i] ?? 0))
}

function isFinite(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isFinite)
  return value === null || typeof value === 'string' || Number.isFinite(value)
}

describe('music', () => {
  test.each([
    { rate: 44_100, channels: 2, bits: 16 },
    { rate: 48_000, channels: 1, bits: 24 },
    { rate: 22_050, channels: 1, bits: 16 },
    { rate: 96_000, channels: 6, bits: 32 },
  ] as const)('at $rate Hz on $channels channels has its tempo and key', async ({ rate, channels, bits }) => {
    const music = makeMusic(8, rate)
    const planes = Array.from({ length: channels }, () => music)
    const found = await analyseAudio(makeWav(planes, { rate, bits }))
    expect(found).toMatchObject({ format: 'wav', sampleRate: rate, channels, durationS: 8, partial: [] })
    expect(Math.abs((found.tempoBpm ?? 0) - 120)).toBeLessThan(2)
    expect([found.key, found.mode]).toEqual([0, 1])
    expect(Object.values(found.descriptors).every((value) => value !== null && isFinite(value))).toBe(true)
  })

  test('gives much the same at another rate', async () => {
    const [a, b] = await Promise.all(
      [44_100, 48_000].map((rate) => analyseAudio(makeWav([makeMusic(6, rate)], { rate }))),
    )
    expect(b?.descriptors.loudnessLufs).toBeCloseTo(a?.descriptors.loudnessLufs ?? 0, 0)
    expect((b?.descriptors.centroidHz ?? 0) / (a?.descriptors.centroidHz ?? 1)).toBeCloseTo(1, 1)
    expect(b?.descriptors.onsetRateHz).toBeCloseTo(a?.descriptors.onsetRateHz ?? 0, 0)
  })
})

describe('what is not a whole piece of music', () => {
  test('silence is a result without values', async () => {
    const found = await analyseAudio(makeSilentMp3({ frames: 200 }))
    expect(found).toMatchObject({
      partial: ['silent'],
      tempoBpm: null,
      key: null,
      mode: null,
      tempoConfidence: 0,
    })
    expect(found.descriptors).toMatchObject({
      loudnessLufs: null,
      rmsDb: null,
      centroidHz: null,
      onsetRateHz: 0,
    })
  })

  test('two seconds have no tempo and no loudness range, but all else', async () => {
    const found = await analyseAudio(makeWav([makeMusic(2, 44_100)], { rate: 44_100 }))
    expect(found).toMatchObject({ partial: ['short'], tempoBpm: null, key: 0 })
    expect(found.descriptors.loudnessRangeLu).toBeNull()
    expect(found.descriptors.loudnessLufs).toBeLessThan(0)
    expect(found.descriptors.mfccMean).toHaveLength(13)
  })

  test('a truncated file is analysed as far as it goes and says so', async () => {
    const bytes = makeWav([makeMusic(10, 8000)], { rate: 8000 })
    const found = await analyseAudio(bytes.subarray(0, 44 + 5 * 16_000))
    expect(found).toMatchObject({ durationS: 5, partial: ['truncated'] })
  })

  test('of eleven minutes the first ten are analysed', async () => {
    const bytes = makeWav([makeSine(440, 660, 8000, 0.5)], { rate: 8000, bits: 8 })
    const found = await analyseAudio(bytes)
    expect(found).toMatchObject({
      durationS: 660,
      analysedS: LIMITS.analysedSeconds,
      partial: ['capped'],
      key: 9,
    })
  })

  test('eleven minutes are refused where the caller wants ten at most', async () => {
    const bytes = makeWav([makeSine(440, 660, 8000, 0.5)], { rate: 8000, bits: 8 })
    const result = await analyse({ bytes, maxSeconds: 600 })
    expect(result).toMatchObject({ ok: false, code: 'TOO_LONG' })
    if (!result.ok) {
      expect(result.message).toBe('The audio is 11 minutes long; up to 10 minutes are listened to.')
    }
    expect(await analyse({ bytes: makeSilentMp3({ frames: 200 }), maxSeconds: 5 })).toMatchObject({
      ok: false,
      code: 'TOO_LONG',
    })
    expect(await analyse({ bytes: makeSilentMp3({ frames: 200 }), maxSeconds: 6 })).toMatchObject({
      ok: true,
    })
  })

  test('a constant and a click give finite numbers', async () => {
    for (const signal of [
      new Float32Array(44_100).fill(0.5),
      concat(new Float32Array(40_000), makeNoise(0.1, 44_100)),
    ]) {
      const { descriptors } = await analyseAudio(makeWav([signal], { rate: 44_100 }))
      expect(Object.values(descriptors).every(isFinite)).toBe(true)
    }
  })
})

describe('the task', () => {
  test.each([
    ['an empty file', new Uint8Array(0), 'EMPTY_FILE'],
    ['a text', new TextEncoder().encode('all that glitters'), 'NOT_AUDIO'],
    ['a WAV file without samples', makeWav([new Float32Array(0)], { rate: 44_100 }), 'BROKEN_FILE'],
    ['a tenth of a second', makeWav([makeNoise(0.1, 44_100)], { rate: 44_100 }), 'TOO_SHORT'],
  ])('tells of %s as data', async (_, bytes, code) => {
    const result = await analyse({ bytes })
    expect(result).toMatchObject({ ok: false, code })
    if (!result.ok) expect(`${result.message} ${result.hint}`).toMatch(/^[A-Z].*\. [A-Z].*\.$/)
  })

  test('answers any WAV samples with finite numbers or a failure', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 8000, maxLength: 9000 }), async (noise) => {
        const bytes = makeWav([new Float32Array(noise.length >> 1)], { rate: 8000 })
        bytes.set(noise.subarray(0, bytes.length - 44), 44)
        const result = await analyse({ bytes })
        if (result.ok) expect(Object.values(result.descriptors).every(isFinite)).toBe(true)
        else expect(result.code).toBe('TOO_SHORT')
      }),
      { numRuns: 10 },
    )
  })
})
