import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isDomainError } from '../../domain/errors'
import { createM4a } from '../../sandbox/audio/m4a'
import { createM4aPreview } from '../../sandbox/audio/m4a-preview'
import { readM4a } from './read-m4a'

/** Written by FFmpeg: 440 Hz on the left, 660 Hz on the right, three seconds. */
const TONES = readFileSync(
  new URL('../../../tests/fixtures/audio/tone-440hz-660hz-44k-stereo.m4a', import.meta.url),
)
const LIMIT = { maxSeconds: 120 }
const frame = (index: number) => new Uint8Array(10 + (index % 7)).fill(index)
const frames = Array.from({ length: 100 }, (_, index) => frame(index))
const sound = { frames, sampleRate: 44_100, rateIndex: 4, channels: 2 } as const
const file = createM4a(sound)

/** The file with letters or bytes changed where `from` first stands in it. */
function swap(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const changed = Buffer.from(bytes)
  changed.write(to, changed.indexOf(from, 0, 'latin1'), 'latin1')
  return changed
}

/** Sets the byte that lies `offset` behind the letters of a box. */
function poke(bytes: Uint8Array, letters: string, offset: number, value: number): Uint8Array {
  const changed = Buffer.from(bytes)
  changed[changed.indexOf(letters, 0, 'latin1') + offset] = value
  return changed
}

describe('an .m4a file', () => {
  test('gives the frames that were put in, from all of its chunks, and says how they are coded', () => {
    const track = readM4a(file, LIMIT)
    expect(track).toMatchObject({ objectType: 2, sampleRate: 44_100, rateIndex: 4, channels: 2 })
    expect(track.declaredFrames).toBe(100)
    expect(track.frames.map(({ start, end }) => file.slice(start, end))).toEqual(frames)
  })

  test('of another hand, with tables behind the sound or before it, gives as many frames as it lasts', () => {
    const track = readM4a(TONES, LIMIT)
    expect(track).toMatchObject({ sampleRate: 44_100, channels: 2, declaredFrames: 131 })
    expect(track.frames).toHaveLength(131)
    const preview = readM4a(createM4aPreview(1, 5), LIMIT)
    expect(preview).toMatchObject({ sampleRate: 22_050, channels: 1 })
    expect((preview.frames.length * 1024) / 22_050).toBeCloseTo(30, 1)
  })

  test('that is cut gives the frames that are whole', () => {
    const track = readM4a(file.subarray(0, file.length - 20), LIMIT)
    expect(track.declaredFrames).toBe(100)
    expect(track.frames).toHaveLength(98)
  })

  test.each([
    ['nothing', new Uint8Array(0), 'AUDIO_UNSUPPORTED', 'no MP4'],
    ['a text', new TextEncoder().encode('all that glitters'), 'AUDIO_UNSUPPORTED', 'no MP4'],
    ['only its first box', file.subarray(0, 20), 'AUDIO_BROKEN', 'ends before'],
    ['no track of sound', swap(file, 'soun', 'vide'), 'AUDIO_UNSUPPORTED', 'no sound'],
    ['ALAC that is not described', swap(file, 'mp4a', 'alac'), 'AUDIO_BROKEN', 'ALAC'],
    ['protected sound', swap(file, 'mp4a', 'drms'), 'AUDIO_UNSUPPORTED', 'protected'],
    ['fragments', swap(file, 'mvhd', 'mvex'), 'AUDIO_UNSUPPORTED', 'fragments'],
    ['no configuration', swap(file, 'esds', 'free'), 'AUDIO_BROKEN', 'how its AAC'],
    // The object type, in the first five bits of the configuration: 5 is HE-AAC.
    ['HE-AAC', poke(file, 'esds', 30, (5 << 3) | 2), 'AUDIO_UNSUPPORTED', 'not AAC-LC'],
    ['no table of sizes', swap(file, 'stsz', 'free'), 'AUDIO_BROKEN', 'where its sound lies'],
    ['no table of places', swap(file, 'stco', 'free'), 'AUDIO_BROKEN', 'where its sound lies'],
    ['a frame of megabytes', poke(file, 'stsz', 4 + 12, 255), 'AUDIO_BROKEN', 'size that no frame has'],
    ['more frames than its table', poke(file, 'stsz', 4 + 11, 200), 'AUDIO_BROKEN', 'cut short'],
  ])('with %s is refused', (_, bytes, code, says) => {
    expect(() => readM4a(bytes, LIMIT)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(says) as string }) as Error,
    )
  })

  test('that is longer than what is wanted is refused by its tables alone', () => {
    expect(() => readM4a(file, { maxSeconds: 2 })).toThrow(
      expect.objectContaining({ code: 'AUDIO_TOO_LONG' }) as Error,
    )
    // A size for all frames and a count of billions cost nothing to write.
    const endless = poke(poke(file, 'stsz', 4 + 7, 6), 'stsz', 4 + 8, 0xff)
    expect(() => readM4a(endless, LIMIT)).toThrow(
      expect.objectContaining({ code: 'AUDIO_TOO_LONG' }) as Error,
    )
  })

  test('with any bytes changed gives frames inside of it or a DomainError, and never hangs', () => {
    const real = createM4aPreview(1, 3)
    const at = fc.oneof(fc.nat(900), fc.nat(real.length - 1))
    fc.assert(
      fc.property(fc.array(fc.tuple(at, fc.nat(255)), { minLength: 1, maxLength: 30 }), (changes) => {
        const bytes = Uint8Array.from(real)
        for (const [place, value] of changes) bytes[place] = value
        try {
          const track = readM4a(bytes, LIMIT)
          expect(track.frames.length).toBeLessThanOrEqual((120 * track.sampleRate) / 1024)
          return track.frames.every(({ start, end }) => start >= 0 && end > start && end <= bytes.length)
        } catch (error) {
          return isDomainError(error)
        }
      }),
      { numRuns: 3000 },
    )
  })
})
