import { describe, expect, it } from 'vitest'

import type { Interval } from './analysis'
import { createCatalogue } from './catalogue'

const catalogue = createCatalogue(1, 500, 10)
const sample = [3, 77, 150, 260, 480].map((index) => catalogue.trackAt(index))

function expectTiling(parts: Pick<Interval, 'start' | 'duration'>[], end: number): void {
  parts.forEach((part, i) => {
    const next = parts[i + 1]
    expect(part.duration).toBeGreaterThan(0)
    expect(part.start + part.duration).toBeCloseTo(
      next?.start ?? Math.min(end, part.start + part.duration),
      3,
    )
    expect(part.start + part.duration).toBeLessThanOrEqual(end + 0.2)
  })
}

describe('an audio analysis', () => {
  it('is the same every time', () => {
    const track = catalogue.trackAt(5)
    expect(catalogue.analysis(track)).toEqual(catalogue.analysis(track))
  })

  it.each(sample)('of track $index agrees with its features', (track) => {
    const { track: whole, beats, bars, tatums, sections } = catalogue.analysis(track)
    const { features } = track
    expect(whole).toMatchObject({
      tempo: features.tempo,
      key: features.key,
      mode: features.mode,
      loudness: features.loudness,
    })
    expect(whole.duration).toBeCloseTo(track.durationMs / 1000, 3)
    const last = beats.at(-1)
    const span = (last?.start ?? 0) - (beats[0]?.start ?? 0)
    expect((60 * (beats.length - 1)) / span).toBeCloseTo(features.tempo, 0)
    expect(bars).toHaveLength(Math.ceil(beats.length / features.time_signature))
    expect(tatums).toHaveLength(2 * beats.length)
    expect(sections.length).toBeGreaterThan(1)
  })

  it.each(sample)('of track $index tiles the time with sections, beats and segments', (track) => {
    const { beats, sections, segments } = catalogue.analysis(track)
    const end = track.durationMs / 1000
    expectTiling(beats, end)
    expectTiling(sections, end)
    expectTiling(segments, end)
  })

  it.each(sample)('of track $index has well-formed segments', (track) => {
    const { segments } = catalogue.analysis(track)
    expect(segments.length / (track.durationMs / 1000)).toSatisfy((rate: number) => rate > 1 && rate < 8)
    for (const [i, segment] of segments.entries()) {
      expect(segment.pitches).toHaveLength(12)
      expect(Math.max(...segment.pitches)).toBe(1)
      expect(Math.min(...segment.pitches)).toBeGreaterThanOrEqual(0)
      expect(segment.timbre).toHaveLength(12)
      expect(segment.loudness_max).toBeGreaterThanOrEqual(segment.loudness_start)
      expect(segment.loudness_end).toBe(segments[i + 1]?.loudness_start ?? -60)
    }
  })

  it('sounds its own key most', () => {
    const tonics = sample.filter((track) => {
      const { segments } = catalogue.analysis(track)
      const chroma = Array.from({ length: 12 }, (_, pitch) =>
        segments.reduce((sum, s) => sum + (s.pitches[pitch] ?? 0) * s.duration, 0),
      )
      const strongest = chroma.map((value, pitch) => ({ value, pitch })).sort((a, b) => b.value - a.value)
      return strongest.slice(0, 3).some(({ pitch }) => pitch === track.features.key)
    })
    expect(tonics).toHaveLength(sample.length)
  })
})
