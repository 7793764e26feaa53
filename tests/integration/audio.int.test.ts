import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Piscina } from 'piscina'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AudioAnalysis } from '~server/domain/sound-analysis'
import type { AnalyseResult } from '~workers/audio-protocol'

const root = path.resolve(import.meta.dirname, '../..')
const clips = path.resolve(root, '../shared/data/previews')
const present = existsSync(clips)
const NOTES = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B']
const FLATS: Record<string, string> = { Db: 'C#', Eb: 'D#', Gb: 'F#', Ab: 'G#', Bb: 'A#' }

type Row = Record<string, string>
type Clip = { file: string; reference: Row; found: AudioAnalysis }

const readRows = (file: string) => parse<Row>(readFileSync(path.join(clips, file)), { columns: true })

/** Whether a tempo is the other within 4 %, or one of the `factors` of it. */
const isTempo = (bpm: number | null, wanted: number, factors: number[]) =>
  factors.some((factor) => Math.abs(((bpm ?? 0) * factor) / wanted - 1) <= 0.04)
const OCTAVES = [0.5, 1, 2]

function toKeyName({ key, mode }: AudioAnalysis): string {
  return `${NOTES[key ?? -1] ?? 'none'} ${mode === 1 ? 'major' : 'minor'}`
}
const toSharp = (name = '') => name.replace(/^[A-G]b/, (flat) => FLATS[flat] ?? flat)

const share = <T>(rows: T[], isSo: (row: T) => boolean) => rows.filter(isSo).length / rows.length

describe.skipIf(!present)(
  `real clips${present ? '' : ' (skipped: ../shared/data/previews is not there)'}`,
  () => {
    let pool: Piscina
    let found: Clip[] = []

    beforeAll(async () => {
      pool = new Piscina({ filename: path.join(root, 'build/workers/audio.task.mjs'), maxThreads: 2 })
      found = await Promise.all(
        readRows('reference_descriptors.csv').map(async (reference) => {
          const file = reference['file'] ?? ''
          const bytes = new Uint8Array(readFileSync(path.join(clips, file)))
          const result = (await pool.run(
            { bytes },
            { name: 'analyse', transferList: [bytes.buffer] },
          )) as AnalyseResult
          if (!result.ok) throw new Error(`${file}: ${result.message}`)
          return { file, reference, found: result }
        }),
      )
    }, 120_000)
    afterAll(() => pool.close())

    test('are all analysed, whole', () => {
      expect(found).toHaveLength(36)
      expect(found.filter((clip) => clip.found.partial.length > 0)).toEqual([])
    })

    test('have the loudness that ffmpeg measures, within 0.5 LU on 95 %', () => {
      const isNear = ({ reference, found: { descriptors } }: Clip) =>
        Math.abs((descriptors.loudnessLufs ?? 0) - Number(reference['lufs_i'])) <= 0.5
      expect(share(found, isNear)).toBeGreaterThanOrEqual(0.95)
    })

    test('have the loudness range that ffmpeg measures, within 1 LU on 90 % of those of 20 s and more', () => {
      const long = found.filter((clip) => clip.found.durationS > 20)
      const isNear = ({ reference, found: { descriptors } }: Clip) =>
        Math.abs((descriptors.loudnessRangeLu ?? 0) - Number(reference['lra_lu'])) <= 1
      expect(share(long, isNear)).toBeGreaterThanOrEqual(0.9)
    })

    test('have the exact tempo of their note charts, three of four without another octave', () => {
      const exact = readRows('previews.csv').filter(({ bpm_source: source }) => source?.includes('(exact)'))
      const tempos = exact.map((row) => ({
        wanted: Number(row['bpm_truth']),
        bpm: found.find(({ file }) => file === row['file'])?.found.tempoBpm ?? null,
      }))
      expect(tempos).toHaveLength(4)
      expect(share(tempos, ({ bpm, wanted }) => isTempo(bpm, wanted, OCTAVES))).toBe(1)
      expect(share(tempos, ({ bpm, wanted }) => isTempo(bpm, wanted, [1]))).toBeGreaterThanOrEqual(0.75)
    })

    test('have the tempo that essentia finds, on 80 %, octaves apart allowed', () => {
      const agrees = ({ reference, found: { tempoBpm } }: Clip) =>
        isTempo(tempoBpm, Number(reference['ess_bpm']), OCTAVES)
      expect(share(found, agrees)).toBeGreaterThanOrEqual(0.8)
    })

    test('are surer of their tempo where essentia agrees', () => {
      const mean = (some: Clip[]) =>
        some.reduce((sum, clip) => sum + clip.found.tempoConfidence, 0) / some.length
      const agrees = ({ reference, found: { tempoBpm } }: Clip) =>
        isTempo(tempoBpm, Number(reference['ess_bpm']), OCTAVES)
      expect(mean(found.filter(agrees))).toBeGreaterThan(mean(found.filter((clip) => !agrees(clip))) + 0.1)
    })

    test('have the key that essentia or qm-dsp finds, on 60 %', () => {
      const agrees = ({ reference, found: analysis }: Clip) =>
        [`${reference['ess_key']} ${reference['ess_scale']}`, reference['qm_key']]
          .map(toSharp)
          .includes(toKeyName(analysis))
      expect(share(found, agrees)).toBeGreaterThanOrEqual(0.6)
    })

    test('have the centroid that essentia finds, within a quarter on 90 % (it hears up to 22 kHz, Segue to 11)', () => {
      const isNear = ({ reference, found: { descriptors } }: Clip) =>
        Math.abs((descriptors.centroidHz ?? 0) / Number(reference['ess_centroid_hz']) - 1) <= 0.25
      expect(share(found, isNear)).toBeGreaterThanOrEqual(0.9)
    })
  },
)

describe('segue analyse', () => {
  const tone = path.join(root, 'tests/fixtures/audio/tone-440hz-48k-mono.mp3')
  const run = (...args: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const cli = path.join(root, 'build/cli/index.mjs')
      // No server runs at this address: none is needed.
      const env = {
        NODE_ENV: 'production' as const,
        PATH: process.env['PATH'] ?? '',
        SEGUE_URL: 'http://127.0.0.1:9',
      }
      execFile(process.execPath, [cli, 'analyse', ...args], { env }, (error, out, err) => {
        resolve({ code: error ? Number(error.code) : 0, out, err })
      })
    })

  test('writes a line of JSON for a file', async () => {
    const { code, out, err } = await run(tone)
    expect([code, err]).toEqual([0, ''])
    expect(JSON.parse(out)).toMatchObject({
      file: tone,
      format: 'mp3',
      sample_rate: 48_000,
      channels: 1,
      partial: ['short'],
      tempo_bpm: null,
      tempo_confidence: 0,
      key: 9,
      descriptors: { loudness_range_lu: null, tuning_cents: expect.closeTo(0, 0) as number },
    })
  })

  test('goes on behind a file that fails, says which, and ends with 1', async () => {
    const missing = path.join(root, 'missing.mp3')
    const { code, out, err } = await run(missing, path.join(root, 'package.json'), tone)
    expect(code).toBe(1)
    expect(out.trimEnd().split('\n')).toHaveLength(1)
    expect(err).toContain(`There is no file ${missing}.`)
    expect(err).toContain('package.json: The file is not audio that Segue knows.')
    expect(err).toContain('2 of 3 files were not analysed.')
    expect(err).not.toContain('    at ')
  })

  test('of one file that fails says why, and how to get on', async () => {
    const { code, out, err } = await run(root)
    expect([code, out]).toEqual([1, ''])
    expect(err).toBe(`${root} is not a file.\nName the audio files themselves.\n`)
  })
})
