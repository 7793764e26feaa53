import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { analyseAudio } from '~workers/dsp/analyse-audio'

const folder = path.resolve(import.meta.dirname, '../../../shared/data/strangers/audio')
const present = existsSync(folder)
const analyse = (file: string) => analyseAudio(new Uint8Array(readFileSync(path.join(folder, file))))

describe.skipIf(!present)(
  `files as people have them${present ? '' : ' (skipped: ../shared/data/strangers/audio is not there)'}`,
  () => {
    test('a WAV file of the size that sox writes into a pipe is read to its end', async () => {
      const { durationS, partial } = await analyse('w66-sox-real-unknown-length.wav')
      expect(durationS).toBeCloseTo(8, 3)
      expect(partial).toEqual([])
    })

    test('an RF64 file is as long as ds64 says, without the tag behind its samples', async () => {
      const { durationS, partial, descriptors } = await analyse('w13-rf64-trailing-id3.wav')
      expect(durationS).toBeCloseTo(8, 3)
      expect(partial).toEqual([])
      expect(descriptors.loudnessLufs).toBeCloseTo(-17.6, 1)
    })

    test('an MP3 file whose rate changes on the way is analysed to its end', async () => {
      const { durationS, partial, sampleRate, key } = await analyse('m30-44100-then-48000.mp3')
      expect(durationS).toBeGreaterThan(15.9)
      expect(durationS).toBeLessThan(16.2)
      expect([partial, sampleRate]).toEqual([[], 44_100])
      expect(key).not.toBeNull()
    })

    test('eighths in 6/8 are thirds of a beat: 70 BPM or an octave of it, not 105', async () => {
      const { tempoBpm } = await analyse('t68plain-070.wav')
      const octaves = [0.5, 1, 2].map((factor) => Math.abs((tempoBpm ?? 0) / (70 * factor) - 1))
      expect(Math.min(...octaves)).toBeLessThan(0.04)
    })

    test('stereo whose right channel is inverted is as loud and as full as it sounds', async () => {
      const inverted = await analyse('w20-inverted-right.wav')
      const straight = await analyse('w66-sox-real-unknown-length.wav')
      expect(inverted.partial).toEqual([])
      expect(inverted.descriptors.loudnessLufs).toBeCloseTo(-17.6, 1)
      expect(inverted.key).toBe(straight.key)
      expect(inverted.tempoBpm).toBeCloseTo(straight.tempoBpm ?? 0, 0)
    })
  },
)
