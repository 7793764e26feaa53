import { describe, expect, test } from 'vitest'
import { PATTERNS } from '../testing/rhythm/patterns'
import { renderRhythm } from '../testing/rhythm/render'
import { concat, makeClicks, makeNoise } from '../testing/signals'
import { analyseTimbre } from '../timbre/timbre'
import { estimateTempo } from './estimate-tempo'
import { createOnsetStrength } from './onset-strength'
import { pickOnsets } from './onsets'

const RATE = 22_050
function analyse(signal: Float32Array) {
  const meanSquare = signal.reduce((sum, x) => sum + x * x, 0) / signal.length
  const { onsetStrength } = analyseTimbre(signal, RATE, { gate: 1e-7, meanSquare })
  return { tempo: estimateTempo(onsetStrength), onsets: pickOnsets(onsetStrength) }
}

/** Four patterns of a kind at a tempo, with their estimates: instruments of the pattern's number. */
function play(kind: string, bpm: number) {
  const patterns = PATTERNS.filter((pattern) => pattern.kind === kind).slice(0, 4)
  return patterns.map((pattern, seed) => {
    const { samples } = renderRhythm(pattern, seed + 1, RATE, 12, bpm)
    return { pattern, tempo: analyse(samples).tempo }
  })
}
const isNear = (bpm: number | undefined, wanted: number, factors = [1]) =>
  factors.some((factor) => Math.abs((bpm ?? 0) / (wanted * factor) - 1) <= 0.04)

describe('clicks', () => {
  const TEMPOS = [60, 62, 66.7, 75, 90, 97.3, 108, 120, 128, 140, 155, 167, 174, 183.5, 190, 200]
  test.each(TEMPOS)('at %f BPM have that tempo, within half a percent', (bpm) => {
    const { tempo, onsets } = analyse(makeClicks(bpm, 30, RATE))
    expect(Math.abs((tempo?.bpm ?? 0) / bpm - 1)).toBeLessThan(0.005)
    expect(tempo?.stability).toBe(1)
    // The first click is there from the start: nothing rises.
    expect(Math.abs(onsets.length - (bpm / 60) * 30)).toBeLessThanOrEqual(2)
  })

  test('have the same tempo at any level', () => {
    const clicks = makeClicks(111, 20, RATE)
    const loud = analyse(clicks)
    const quiet = analyse(clicks.map((x) => x * 0.01))
    expect(quiet.tempo?.bpm).toBe(loud.tempo?.bpm)
    expect(quiet.onsets).toEqual(loud.onsets)
  })

  test('are more regular and surer than noise', () => {
    const clicks = analyse(makeClicks(120, 20, RATE)).tempo
    const noise = analyse(makeNoise(20, RATE)).tempo
    expect(clicks?.regularity).toBeGreaterThan(0.6)
    expect(clicks?.confidence).toBeGreaterThan(0.7)
    expect(noise?.confidence ?? 0).toBeLessThan(0.3)
  })

  test('that change their tempo are less stable', () => {
    const { tempo } = analyse(concat(makeClicks(100, 20, RATE), makeClicks(143, 20, RATE)))
    expect(tempo?.stability).toBeLessThan(0.8)
  })
})

describe('the beat', () => {
  test.each([
    { kind: 'house', bpm: 124 },
    { kind: 'house', bpm: 150 },
    { kind: 'house', bpm: 174 },
    { kind: 'drum and bass', bpm: 160 },
    { kind: 'drum and bass', bpm: 174 },
    { kind: 'hip-hop', bpm: 86 },
    { kind: 'rock', bpm: 120 },
    { kind: '6/8', bpm: 60 },
    { kind: '6/8', bpm: 70 },
    { kind: '12/8 blues', bpm: 90 },
    { kind: 'slow 12/8', bpm: 72 },
    { kind: 'swing', bpm: 150 },
  ])('of $kind at $bpm BPM is found, or another level of it with doubt', ({ kind, bpm }) => {
    const played = play(kind, bpm)
    for (const { pattern, tempo } of played) {
      expect(isNear(tempo?.bpm, bpm, [1 / 3, 1 / 2, 1, 2, 3]), JSON.stringify(pattern.lines)).toBe(true)
      if (!isNear(tempo?.bpm, bpm)) expect(tempo?.confidence).toBeLessThan(0.8)
    }
    const right = played.filter(({ tempo }) => isNear(tempo?.bpm, bpm))
    expect(right.length / played.length).toBeGreaterThanOrEqual(0.75)
  })

  test.each([
    { kind: 'rock', bpm: 110, division: 2 },
    { kind: '12/8 blues', bpm: 100, division: 3 },
  ])('of $kind has $division parts', ({ kind, bpm, division }) => {
    for (const { tempo } of play(kind, bpm)) expect(tempo?.division).toBe(division)
  })
})

test('a tempo takes four seconds, and something that repeats', () => {
  expect(analyse(makeClicks(120, 3.5, RATE)).tempo).toBeNull()
  expect(analyse(makeClicks(120, 5, RATE)).tempo?.bpm).toBeCloseTo(120, -1)
  expect(estimateTempo(createOnsetStrength(2000, 43))).toBeNull()
})
