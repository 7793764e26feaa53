import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findFfmpeg, type Ffmpeg } from '~server/audio/ffmpeg'
import { createUnpack } from '~server/audio/unpack'
import { analyseAudio } from '~workers/dsp/analyse-audio'
import { decodeAll, getAmplitude, getPitch, readFixture } from '~workers/dsp/testing/decoded'

const LIMITS = { maxBytes: 64 * 1024 ** 2, timeoutMs: 20_000, searchPath: process.env['PATH'] }
const real = await findFfmpeg('ffmpeg', LIMITS)
const options = { demuxer: 'mov', seconds: 1 }

describe.skipIf(!real)(`ffmpeg${real ? '' : ' (skipped: there is none on the PATH)'}`, () => {
  const unpack = createUnpack({ ffmpeg: real, loadAac: () => Promise.resolve(null) })

  test.each([
    ['tones-aac-22k.m4a', 'aac', 1.5],
    ['tones-alac-22k.m4a', 'alac', 1.5],
    ['tones-alac24-22k.m4a', 'alac', 0.75],
    ['tones-22k.aac', 'aac', 1.5],
    ['tone-440hz-660hz-44k-stereo.m4a', 'aac', 3],
  ])('decodes %s to its tones', async (name, format, seconds) => {
    const { bytes, unpacked } = await unpack(readFixture(name), { maxSeconds: 60 })
    expect(unpacked).toMatchObject({ format, flaws: [] })
    const { samples, sampleRate } = await decodeAll(bytes)
    for (const [c, channel] of samples.entries()) {
      expect(Math.abs(channel.length / sampleRate - seconds)).toBeLessThan(0.15)
      const middle = channel.slice(4000, 14_000)
      expect(Math.abs(getPitch(middle, sampleRate) - (440 + 220 * c))).toBeLessThan(3)
      expect(getAmplitude(middle) / (0.25 / (1 + c))).toBeCloseTo(1, 0)
    }
  })

  test('gives the analysis what the threads make of the same sound', async () => {
    const { bytes, unpacked } = await unpack(readFixture('tones-alac-22k.m4a'), {})
    const [decoded, own] = await Promise.all([
      analyseAudio(bytes, unpacked ? { unpacked } : {}),
      analyseAudio(readFixture('tones-22k.flac')),
    ])
    expect(decoded.durationS).toBeCloseTo(1.5, 2)
    expect(decoded.descriptors.loudnessLufs).toBeCloseTo(own.descriptors.loudnessLufs ?? 0, 2)
  })

  test('of a file that is cut, says so', async () => {
    const file = readFixture('tone-440hz-660hz-44k-stereo.m4a')
    const { unpacked } = await unpack(file.slice(0, 12_000), { maxSeconds: 60 })
    expect(unpacked?.flaws).toEqual(['truncated'])
  })

  test('opens no other file, whatever a file names', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'segue-ffmpeg-'))
    const secret = path.join(folder, 'other.wav')
    writeFileSync(secret, readFileSync(path.resolve('tests/fixtures/audio/tone-440hz-48k-mono.mp3')))
    const lists = [
      `#EXTM3U\n#EXTINF:2,\n${secret}\n#EXT-X-ENDLIST\n`,
      `ffconcat version 1.0\nfile ${secret}\n`,
    ]
    try {
      for (const list of lists) {
        const bytes = new TextEncoder().encode(list.padEnd(4096))
        expect((await unpack(bytes, {})).bytes).toBe(bytes)
        await expect(real?.decode(bytes, options)).rejects.toMatchObject({ code: 'AUDIO_BROKEN' })
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('gives no more than fits into memory', async () => {
    const small = await findFfmpeg('ffmpeg', { ...LIMITS, maxBytes: 100_000 })
    await expect(small?.decode(readFixture('tones-alac-22k.m4a'), options)).rejects.toMatchObject({
      code: expect.stringMatching(/AUDIO_(TOO_LONG|BROKEN)/) as string,
    })
  })
})

describe('a program that takes its time', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'segue-ffmpeg-'))
  const program = path.join(folder, 'ffmpeg')
  let slow: Ffmpeg | null = null
  beforeAll(async () => {
    const script = `#!/bin/sh\ncase "$*" in *-version*) echo 'ffmpeg version 0-slow';; *) exec sleep 60;; esac\n`
    writeFileSync(program, script)
    chmodSync(program, 0o755)
    slow = await findFfmpeg(program, { ...LIMITS, maxBytes: 1000, timeoutMs: 100 })
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  test('is ended', async () => {
    expect(slow?.version).toBe('0-slow')
    await expect(slow?.decode(new Uint8Array(10), options)).rejects.toMatchObject({ code: 'TIMED_OUT' })
  })

  test('is ended with its caller', async () => {
    const work = slow?.decode(new Uint8Array(10), {
      ...options,
      seconds: 600,
      signal: AbortSignal.timeout(50),
    })
    await expect(work).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})
