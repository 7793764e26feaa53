import { readFileSync } from 'node:fs'
import { openAudio } from '../decode/open-audio'

/** A file of tests/fixtures/audio. */
export function readFixture(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`../../../tests/fixtures/audio/${name}`, import.meta.url)))
}

/** Everything of a file, its samples by channel. */
export async function decodeAll(bytes: Uint8Array) {
  const { chunks, ...source } = openAudio(bytes)
  const samples = source.speakers.map((): number[] => [])
  for await (const chunk of chunks) {
    for (const [c, plane] of chunk.entries()) {
      for (const sample of plane) samples[c]?.push(sample)
    }
  }
  return { ...source, samples, flaws: [...source.flaws] }
}

/** Amplitude of a sine with the power of the samples. */
export function getAmplitude(samples: number[]): number {
  return Math.sqrt((2 * samples.reduce((sum, x) => sum + x * x, 0)) / samples.length)
}

/** Upward crossings of zero a second. */
export function getPitch(samples: number[], rate: number): number {
  return (samples.filter((x, i) => x >= 0 && (samples[i - 1] ?? 0) < 0).length * rate) / samples.length
}
