import { describe, expect, it } from 'vitest'

import { createCatalogue } from '../catalogue/catalogue'
import { GENRES } from '../catalogue/genres'
import { getGenre } from '../catalogue/profile'
import type { SandboxTrack } from '../catalogue/tracks'
import type { PreviewInput } from './preview'
import { createPreviewWav, PREVIEW_RATE, PREVIEW_SECONDS, renderPreview } from './preview'

const catalogue = createCatalogue(1, 2000, 60)
const tracks = Array.from({ length: 2000 }, (_, index) => catalogue.trackAt(index))
const FRAME = 110

function inputOf(track: SandboxTrack): PreviewInput {
  return {
    seed: track.index,
    features: track.features,
    kit: getGenre(track.genre).kit,
    composition: catalogue.composition(track),
  }
}
function firstOf(genre: string): SandboxTrack {
  const found = tracks.find((track) => getGenre(track.genre).name === genre)
  if (found === undefined) throw new Error(`no ${genre} among the tracks`)
  return found
}
function render(track: SandboxTrack): { samples: Float32Array; slices: number } {
  const rendering = renderPreview(inputOf(track))
  for (let slices = 0; ; slices++) {
    const step = rendering.next()
    if (step.done === true) return { samples: step.value, slices }
  }
}
/** Rises of log energy per 5 ms, without their mean. */
function onsets(samples: Float32Array): number[] {
  // Windows of 20 ms hold a whole period of the lowest notes.
  const frames = Math.floor(samples.length / FRAME) - 4
  const energy = Array.from({ length: frames }, (_, f) => {
    const frame = samples.subarray(f * FRAME, (f + 4) * FRAME)
    return Math.log(1e-6 + frame.reduce((sum, value, i) => sum + (value - (frame[i - 1] ?? value)) ** 2, 0))
  })
  const rises = energy.map((value, i) => Math.max(0, value - (energy[i - 1] ?? value)))
  const mean = rises.reduce((sum, value) => sum + value, 0) / rises.length
  return rises.map((value) => value - mean)
}
function autocorrelation(signal: number[], lag: number): number {
  let sum = 0
  for (let i = lag; i < signal.length; i++) sum += (signal[i] ?? 0) * (signal[i - lag] ?? 0)
  return sum
}
function strongestLag(signal: number[], from: number, to: number): number {
  const lags = Array.from({ length: Math.floor(to) - Math.ceil(from) + 1 }, (_, i) => Math.ceil(from) + i)
  const strengths = lags.map((lag) => autocorrelation(signal, lag))
  return lags[strengths.indexOf(Math.max(...strengths))] ?? 0
}
/** The strongest tempo within a third of an octave either side, BPM, and how periodic the onsets are (0–1). */
function tempoNear(samples: Float32Array, bpm: number): { bpm: number; strength: number } {
  const signal = onsets(samples)
  const perMinute = (60 * PREVIEW_RATE) / FRAME
  const beat = strongestLag(signal, perMinute / bpm / 1.26, (perMinute / bpm) * 1.26)
  // Four beats are known to a quarter of a frame.
  const four = strongestLag(signal, 4 * beat - 3, 4 * beat + 3)
  return { bpm: (4 * perMinute) / four, strength: autocorrelation(signal, four) / autocorrelation(signal, 0) }
}
/** Energy per pitch class from the Goertzel filter, above the range of the kick drum. */
function chroma(samples: Float32Array): number[] {
  const classes = new Array<number>(12).fill(0)
  for (let midi = 52; midi < 88; midi++) {
    const coefficient = 2 * Math.cos((2 * Math.PI * 440 * 2 ** ((midi - 69) / 12)) / PREVIEW_RATE)
    for (let start = 0; start + 8192 <= samples.length; start += 16_384) {
      let [previous, before] = [0, 0]
      for (const value of samples.subarray(start, start + 8192)) {
        ;[previous, before] = [value + coefficient * previous - before, previous]
      }
      classes[midi % 12] =
        (classes[midi % 12] ?? 0) + previous ** 2 + before ** 2 - coefficient * previous * before
    }
  }
  return classes
}

describe('a preview', () => {
  it('is a thirty-second 16-bit mono WAV file', async () => {
    const wav = Buffer.from(await createPreviewWav(inputOf(firstOf('house'))))
    expect(wav.toString('latin1', 0, 4) + wav.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ')
    expect(wav.readUInt32LE(4)).toBe(wav.length - 8)
    expect([wav.readUInt16LE(20), wav.readUInt16LE(22), wav.readUInt32LE(24), wav.readUInt16LE(34)]).toEqual([
      1, 1, 22_050, 16,
    ])
    expect(wav.readUInt32LE(40)).toBe(PREVIEW_SECONDS * PREVIEW_RATE * 2)
    expect(wav.length).toBe(44 + PREVIEW_SECONDS * PREVIEW_RATE * 2)
  })

  it('is the same every time and differs between tracks', () => {
    const [house, jazz] = [firstOf('house'), firstOf('jazz')]
    expect(render(house).samples).toEqual(render(house).samples)
    expect(render(house).samples).not.toEqual(render(jazz).samples)
  })

  it('comes in slices of about a second, so that a server can do other work in between', () => {
    expect(render(firstOf('metal')).slices).toBeGreaterThanOrEqual(PREVIEW_SECONDS)
  })

  it.each(GENRES.map(({ name }) => name))('of %s keeps the tempo its features name', (genre) => {
    const track = firstOf(genre)
    const heard = tempoNear(render(track).samples, track.features.tempo)
    expect(heard.bpm / track.features.tempo).toBeCloseTo(1, 1.7)
    expect(heard.strength).toBeGreaterThan(0.25)
  })

  it.each(['folk', 'classical', 'soul', 'latin pop'])('of %s lies in its key', (genre) => {
    const track = firstOf(genre)
    const energy = chroma(render(track).samples)
    const { scale } = catalogue.composition(track)
    const inside = energy.reduce((sum, value, pitch) => sum + (scale.includes(pitch) ? value : 0), 0)
    const tonic = energy.map((value, pitch) => ({ value, pitch })).sort((a, b) => b.value - a.value)
    expect(inside / energy.reduce((sum, value) => sum + value, 0)).toBeGreaterThan(0.8)
    expect(tonic.slice(0, 3).map(({ pitch }) => pitch)).toContain(track.features.key)
  })

  it('is louder and brighter for metal than for ambient, without clipping', () => {
    const level = (samples: Float32Array): number =>
      Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length)
    const brightness = (samples: Float32Array): number =>
      Math.sqrt(
        samples.reduce((sum, value, i) => sum + (value - (samples[i - 1] ?? 0)) ** 2, 0) / samples.length,
      ) / level(samples)
    const [metal, ambient] = [render(firstOf('metal')).samples, render(firstOf('ambient')).samples]
    expect(level(metal)).toBeGreaterThan(2 * level(ambient))
    expect(brightness(metal)).toBeGreaterThan(2 * brightness(ambient))
    expect(metal.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0)).toBeLessThan(1)
  })
})
