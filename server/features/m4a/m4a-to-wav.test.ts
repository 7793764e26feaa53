import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { isDomainError } from '../../domain/errors'
import { createM4aPreview } from '../../sandbox/audio/m4a-preview'
import { openAudio } from '~workers/dsp/decode/open-audio'
import { analyseAudio } from '~workers/dsp/analyse-audio'
import { loadAacDecoder, type AacDecoder } from './aac-decoder'
import { createM4aToWav, type M4aToWav } from './m4a-to-wav'
import { toAdts } from './adts'
import { readM4a } from './read-m4a'

const TONES = readFileSync(
  new URL('../../../tests/fixtures/audio/tone-440hz-660hz-44k-stereo.m4a', import.meta.url),
)
const LIMIT = { maxSeconds: 120 }
/** A frame that begins with an element which AAC-LC does not have (ISO/IEC 14496-3, table 4.85). */
const COUPLED = 0x40
const NONE = new Float32Array(0)

let decode: AacDecoder
let toWav: M4aToWav
beforeAll(async () => {
  decode = await loadAacDecoder()
  toWav = createM4aToWav(decode)
})

async function hear(wav: Uint8Array) {
  const { chunks, ...source } = openAudio(wav)
  const pieces: Float32Array[][] = []
  for await (const piece of chunks) pieces.push(piece)
  const channels = source.speakers.length
  const samples = Array.from({ length: channels }, (_, channel) =>
    Float32Array.from(pieces.flatMap((piece) => [...(piece[channel] ?? [])])),
  )
  return { ...source, channels, samples }
}

const peak = (samples: Float32Array) => samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
const power = (samples: Float32Array) => samples.reduce((sum, x) => sum + x * x, 0) / samples.length
const crossings = (samples: Float32Array) =>
  samples.filter((x, i) => x >= 0 && (samples[i - 1] ?? 0) < 0).length

describe('AAC in an .m4a file', () => {
  test('becomes the tones that it was made of, each on its channel and at its level', async () => {
    const { samples, ...source } = await hear(await toWav(TONES, LIMIT))
    expect(source).toMatchObject({ format: 'wav', sampleRate: 44_100, channels: 2 })
    expect(source.declaredSeconds).toBeCloseTo(3, 1)
    const [left = NONE, right = NONE] = samples.map((channel) => channel.subarray(22_050, 66_150))
    // What FFmpeg's decoder makes of the same stretch: its encoder had added to sines of 0.25 and 0.125.
    expect(Math.sqrt(2 * power(left))).toBeCloseTo(0.26436, 4)
    expect(Math.sqrt(2 * power(right))).toBeCloseTo(0.13868, 4)
    expect(Math.abs(crossings(left) - 440)).toBeLessThanOrEqual(1)
    expect(Math.abs(crossings(right) - 660)).toBeLessThanOrEqual(1)
  })

  test('has no seams between the pieces that are decoded one after the other', async () => {
    const track = readM4a(TONES, LIMIT)
    const whole = await decode(toAdts(TONES, track, 0, track.frames.length), track.sampleRate)
    const { samples } = await hear(await toWav(TONES, LIMIT))
    for (const [channel, pieces] of samples.entries()) {
      expect(pieces).toHaveLength(track.frames.length * 1024)
      const difference = pieces.map((x, i) => Math.abs(x - (whole[channel]?.[i] ?? 9)))
      expect(peak(difference)).toBeLessThan(1e-4)
    }
  })

  test('is heard by the analysis as the recording it is, the same every time', async () => {
    const listen = async (recording: number) =>
      analyseAudio(await toWav(createM4aPreview(1, recording), LIMIT))
    const heard = await Promise.all([1, 2, 3, 4].map(listen))
    for (const { durationS, partial } of heard) {
      expect(durationS).toBeCloseTo(30, 1)
      expect(partial).toEqual([])
    }
    expect(new Set(heard.map(({ tempoBpm }) => Math.round(tempoBpm ?? 0))).size).toBeGreaterThan(1)
    expect(await listen(1)).toEqual(heard[0])
  })

  test('that is damaged in a place is heard around it; of which much is gone is refused', async () => {
    const track = readM4a(TONES, LIMIT)
    const bytes = Uint8Array.from(TONES)
    const hurt = track.frames[50]
    if (hurt) bytes.fill(0xaa, hurt.start + 8, hurt.end)
    const { samples } = await hear(await toWav(bytes, LIMIT))
    expect(samples[0]?.length).toBeGreaterThan(125 * 1024)
    expect(Math.max(...samples.map(peak))).toBeLessThanOrEqual(2)
    for (const { start, end } of track.frames.slice(20)) bytes.fill(COUPLED, start, end)
    await expect(toWav(bytes, LIMIT)).rejects.toMatchObject({ code: 'AUDIO_BROKEN' })
    await expect(toWav(TONES.subarray(0, 12_000), LIMIT)).rejects.toMatchObject({ code: 'AUDIO_BROKEN' })
  })

  test('with any bytes changed is decoded or refused, and never hangs', async () => {
    const change = fc.tuple(fc.nat(TONES.length - 1), fc.nat(255))
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 60 }), async (changes) => {
        const bytes = Uint8Array.from(TONES)
        for (const [at, value] of changes) bytes[at] = value
        try {
          const { samples } = await hear(await toWav(bytes, LIMIT))
          return samples.every((channel) => peak(channel) <= 2)
        } catch (error) {
          return isDomainError(error)
        }
      }),
      { numRuns: 30 },
    )
  })

  test('ends with its caller, between two pieces', async () => {
    const controller = new AbortController()
    const slow = vi.fn<AacDecoder>((adts, rate) => {
      controller.abort(new Error('enough'))
      return decode(adts, rate)
    })
    await expect(createM4aToWav(slow)(TONES, { ...LIMIT, signal: controller.signal })).rejects.toThrow(
      'enough',
    )
    expect(slow).toHaveBeenCalledTimes(1)
  })
})

test('without the package, whoever names itunes is told what to install, in the version that is tested', async () => {
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    optionalDependencies: Record<string, string>
  }
  const version = manifest.optionalDependencies['node-web-audio-api'] ?? ''
  const cause = new Error('libasound.so.2: cannot open shared object file')
  const failure: unknown = await loadAacDecoder(() => Promise.reject(cause)).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'CONFIG_INVALID', cause })
  expect(String(failure)).toContain(`npm install --no-save --ignore-scripts node-web-audio-api@${version}\``)
})
