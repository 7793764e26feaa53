import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AudioAnalysis } from './audio-analysis'
import { toStructure } from './structure'

const folder = path.resolve(import.meta.dirname, '../../../../shared/data/spotify-json/analysis')
const twelve = (fill: (i: number) => number) => Array.from({ length: 12 }, (_, i) => fill(i))
const segment = (start: number, duration: number, level = -10) => ({
  start,
  duration,
  loudness_start: level - 10,
  loudness_max: level,
  pitches: twelve((i) => (i === 0 ? 1 : 0.1)),
  timbre: twelve((i) => level * i),
})
const analysis = (overrides: Partial<AudioAnalysis> = {}, duration = 120): AudioAnalysis =>
  AudioAnalysis.parse({
    track: { duration, end_of_fade_in: 1.5, start_of_fade_out: duration - 8 },
    ...overrides,
  })

describe('toStructure', () => {
  it('counts sections and segments by the time they take', () => {
    const sections = [
      { start: 0, duration: 30, loudness: -20, tempo: 120 },
      { start: 30, duration: 90, loudness: -8, tempo: 120 },
    ]
    const structure = toStructure(
      analysis({ sections, segments: [segment(0, 60, -20), segment(60, 60, -8)] }),
    )
    expect(structure.section_rate).toBe(1)
    expect(structure.section_length_variation).toBeCloseTo(0.5)
    // A quarter at −20 dB, three quarters at −8 dB: 12 · √(¼ · ¾)
    expect(structure.section_loudness_spread).toBeCloseTo(12 * Math.sqrt(3 / 16))
    expect(structure.section_tempo_spread).toBe(0)
    expect(structure.segment_rate).toBeCloseTo(2 / 120)
    expect(structure.segment_loudness_range).toBe(12)
    expect(structure.timbre_mean?.[1]).toBeCloseTo(-14)
    expect(structure.fade_in).toBe(1.5)
    expect(structure.fade_out).toBe(8)
  })

  it('hears a machine’s beat as regular and a wavering one as less so', () => {
    const beats = (length: (i: number) => number) =>
      Array.from({ length: 32 }, (_, i) => ({ start: i / 2, duration: length(i) }))
    expect(toStructure(analysis({ beats: beats(() => 0.5) })).beat_regularity).toBe(1)
    const wavering = toStructure(analysis({ beats: beats((i) => (i % 2 ? 0.4 : 0.6)) })).beat_regularity ?? 1
    expect(wavering).toBeCloseTo(0.6)
    expect(toStructure(analysis({ beats: beats(() => 0.5).slice(0, 3) })).beat_regularity).toBeUndefined()
  })

  it('marks a clip as partial, and leaves out what only a whole track has', () => {
    const sections = [{ start: 0, duration: 30, loudness: -8, tempo: 120 }]
    const structure = toStructure(analysis({ sections, segments: [segment(0, 30)] }, 30))
    expect(structure).toMatchObject({ partial: true })
    expect(structure.segment_rate).toBeCloseTo(1 / 30)
    expect(structure).not.toHaveProperty('section_rate')
    expect(structure).not.toHaveProperty('fade_out')
  })

  it('says nothing of what is not there', () => {
    expect(toStructure(AudioAnalysis.parse({ track: { duration: 100 } }))).toEqual({ partial: false })
  })

  it('does not depend on how finely equal sound is cut into segments', () => {
    const spans = fc.array(
      fc.tuple(fc.double({ min: 0.1, max: 3, noNaN: true }), fc.integer({ min: -50, max: 0 })),
      {
        minLength: 1,
        maxLength: 20,
      },
    )
    fc.assert(
      fc.property(spans, (list) => {
        const whole = toStructure(analysis({ segments: list.map(([d, level]) => segment(0, d, level)) }))
        const halves = list.flatMap(([d, level]) => [segment(0, d / 2, level), segment(0, d / 2, level)])
        const cut = toStructure(analysis({ segments: halves }))
        expect(cut.segment_loudness_range).toBeCloseTo(whole.segment_loudness_range ?? Number.NaN, 6)
        cut.timbre_spread?.forEach((value, i) => {
          expect(value).toBeCloseTo(whole.timbre_spread?.[i] ?? Number.NaN, 4)
        })
      }),
    )
  })

  const real = [
    'jramcast_audio_analysis',
    'thms317_audio_analysis_1GfBLbAhZUWdseuDqhocmn',
    'weech_audio_analysis',
  ]
  // Skipped where the real analyses are not beside the project.
  it.skipIf(!existsSync(folder)).each(real)('reads the full analysis %s', (name) => {
    const file = path.join(folder, `${name}.json`)
    const raw = AudioAnalysis.parse(JSON.parse(readFileSync(file, 'utf8')))
    const structure = toStructure(raw)
    expect(structure.partial).toBe(false)
    expect(structure.section_rate).toBeGreaterThan(1)
    expect(structure.section_rate).toBeLessThan(6)
    expect(structure.segment_rate).toBeGreaterThan(1)
    expect(structure.segment_rate).toBeLessThan(8)
    expect(structure.segment_loudness_range).toBeGreaterThan(2)
    expect(structure.segment_loudness_range).toBeLessThan(40)
    expect(structure.beat_regularity).toBeGreaterThan(0.7)
    expect(structure.timbre_mean).toHaveLength(12)
    // The first timbre coefficient is loudness, shifted by 60 dB (Spotify's reference).
    expect(structure.timbre_mean?.[0]).toBeGreaterThan(10)
    expect(structure.timbre_mean?.[0]).toBeLessThan(60)
    expect(structure.pitch_mean?.every((value) => value >= 0 && value <= 1)).toBe(true)
  })
})
