import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { joinBytes, makeSilentMp3 } from '../../testing/files'
import { findFrames, findHeader } from './mp3-frames'

describe('a frame header', () => {
  test.each([
    {
      what: 'MPEG-1 layer III, 128 kbit/s, 44,100 Hz',
      bytes: [0xff, 0xfb, 0x90, 0x00],
      length: 417,
      samples: 1152,
      rate: 44_100,
    },
    {
      what: 'the same with padding',
      bytes: [0xff, 0xfb, 0x92, 0x00],
      length: 418,
      samples: 1152,
      rate: 44_100,
    },
    {
      what: 'MPEG-1 layer III, 320 kbit/s, 48,000 Hz',
      bytes: [0xff, 0xfb, 0xe4, 0x00],
      length: 960,
      samples: 1152,
      rate: 48_000,
    },
    {
      what: 'MPEG-2 layer III, 64 kbit/s, 22,050 Hz',
      bytes: [0xff, 0xf3, 0x80, 0x00],
      length: 208,
      samples: 576,
      rate: 22_050,
    },
    {
      what: 'MPEG-2.5 layer III, 8 kbit/s, 8,000 Hz',
      bytes: [0xff, 0xe3, 0x18, 0x00],
      length: 72,
      samples: 576,
      rate: 8000,
    },
    {
      what: 'MPEG-1 layer II, 192 kbit/s, 48,000 Hz',
      bytes: [0xff, 0xfd, 0xa4, 0x00],
      length: 576,
      samples: 1152,
      rate: 48_000,
    },
    {
      what: 'MPEG-1 layer I, 384 kbit/s, 44,100 Hz',
      bytes: [0xff, 0xff, 0xc0, 0x00],
      length: 416,
      samples: 384,
      rate: 44_100,
    },
  ])('of $what says how long the frame is', ({ bytes, length, samples, rate }) => {
    expect(findHeader(Uint8Array.from(bytes), 0)).toMatchObject({
      bytes: length,
      samples,
      sampleRate: rate,
      channels: 2,
    })
  })

  test('tells mono from the three kinds of stereo', () => {
    const channels = [0x00, 0x40, 0x80, 0xc0].map(
      (mode) => findHeader(Uint8Array.of(0xff, 0xfb, 0x90, mode), 0)?.channels,
    )
    expect(channels).toEqual([2, 2, 2, 1])
  })

  test.each([
    ['no sync word', [0xff, 0x7b, 0x90, 0]],
    ['the reserved version', [0xff, 0xeb, 0x90, 0]],
    ['the reserved layer', [0xff, 0xf9, 0x90, 0]],
    ['a free bitrate', [0xff, 0xfb, 0x00, 0]],
    ['the reserved bitrate', [0xff, 0xfb, 0xf0, 0]],
    ['the reserved rate', [0xff, 0xfb, 0x9c, 0]],
    ['too few bytes', [0xff, 0xfb, 0x90]],
  ])('with %s is none', (_, bytes) => {
    expect(findHeader(Uint8Array.from(bytes), 0)).toBeNull()
  })
})

describe('the frames of a file', () => {
  const mp3 = makeSilentMp3({ frames: 10 })

  test('are found whole, between tags', () => {
    // An ID3v2 tag of 20 bytes whose content looks like a frame header, and an ID3v1 tag.
    const tag = joinBytes(
      [0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 20],
      Array.from({ length: 5 }, () => [0xff, 0xfb, 0x90, 0]).flat(),
    )
    const end = joinBytes([0x54, 0x41, 0x47], new Uint8Array(125))
    expect(findFrames(joinBytes(tag, mp3, end))).toMatchObject({
      runs: [{ start: 30, end: 30 + mp3.length, samples: 11_520 }],
      skipped: 0,
      truncated: false,
    })
  })

  test('are found on both sides of damage', () => {
    const found = findFrames(joinBytes(mp3, new Uint8Array(300).fill(0xff), mp3))
    expect(found).toMatchObject({ seconds: 23_040 / 44_100, skipped: 300 })
    expect(found?.runs).toHaveLength(2)
  })

  test('say that the last one is cut', () => {
    const found = findFrames(mp3.subarray(0, mp3.length - 100))
    expect(found).toMatchObject({ seconds: (9 * 1152) / 44_100, truncated: true })
  })

  test('of other kinds are runs of their own, and tags between them are no damage', () => {
    const id3v1 = joinBytes([0x54, 0x41, 0x47], new Uint8Array(125))
    const id3v2 = joinBytes([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 20], new Uint8Array(20).fill(0xff))
    const others = [makeSilentMp3({ version: 2 }), makeSilentMp3({ mono: true, frames: 5 })]
    const found = findFrames(joinBytes(mp3, id3v1, id3v2, ...others))
    expect(found?.runs.map(({ samples, header }) => [samples, header.sampleRate, header.channels])).toEqual([
      [11_520, 44_100, 2],
      [40 * 576, 22_050, 2],
      [5 * 1152, 44_100, 1],
    ])
    expect(found?.seconds).toBeCloseTo(11_520 / 44_100 + (40 * 576) / 22_050 + (5 * 1152) / 44_100, 9)
    expect(found?.skipped).toBe(0)
  })

  test('are none in a text, in a picture, in nothing', () => {
    expect(findFrames(new TextEncoder().encode('all that glitters '.repeat(500)))).toBeNull()
    expect(findFrames(new Uint8Array(5000).fill(0xff))).toBeNull()
    expect(findFrames(new Uint8Array(0))).toBeNull()
  })

  test('lie inside the file and after each other, whatever its bytes', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.constant(mp3.subarray(0, 1300)),
      fc.constant(mp3),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const bytes = joinBytes(...pieces)
        let last = 0
        for (const { start, end } of findFrames(bytes)?.runs ?? []) {
          expect(start).toBeGreaterThanOrEqual(last)
          expect(end).toBeGreaterThanOrEqual(start)
          last = end
        }
        expect(last).toBeLessThanOrEqual(bytes.length)
      }),
    )
  })
})
