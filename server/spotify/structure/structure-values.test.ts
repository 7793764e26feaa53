import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { blockMask, groupsOf, shapeVector } from '../../domain/features/vector'
import { AudioAnalysis } from './audio-analysis'
import { toStructure } from './structure'
import { toStructureFeatureValues } from './structure-values'

const folder = path.resolve(import.meta.dirname, '../../../../shared/data/spotify-json/analysis')
const present = existsSync(folder)
const files = ['jramcast', 'thms317', 'weech'].map(
  (owner) => `${owner}_audio_analysis${owner === 'thms317' ? '_1GfBLbAhZUWdseuDqhocmn' : ''}.json`,
)

const twelve = (at: (i: number) => number) => Array.from({ length: 12 }, (_, i) => at(i))

describe('toStructureFeatureValues', () => {
  it('gives the values their names, coefficients counted from the first', () => {
    const values = toStructureFeatureValues({
      section_rate: 2.5,
      segment_rate: 3.9,
      segment_loudness_range: 12,
      beat_regularity: 0.9,
      timbre_mean: twelve((i) => i + 1),
      partial: false,
    })
    expect(values).toMatchObject({
      section_rate: 2.5,
      onset_rate: 3.9,
      loudness_range: 12,
      rhythm_regularity: 0.9,
    })
    expect([values.timbre_mean_1, values.timbre_mean_12]).toEqual([1, 12])
    expect(values.structure_partial).toBe(0)
  })

  it('measures how evenly the pitch classes sound', () => {
    const entropy = (pitch_mean: number[]) =>
      toStructureFeatureValues({ pitch_mean, partial: true }).chroma_entropy
    expect(entropy(twelve(() => 0.5))).toBeCloseTo(1, 9)
    expect(entropy(twelve((i) => (i === 4 ? 1 : 0)))).toBe(0)
    expect(entropy(twelve(() => 0))).toBeUndefined()
  })

  it('says nothing where nothing was found', () => {
    expect(toStructureFeatureValues({ partial: true })).toEqual({})
  })
})

describe.skipIf(!present)(
  `real analyses${present ? '' : ' (skipped: ../shared/data/spotify-json is not there)'}`,
  () => {
    const read = (file: string) =>
      AudioAnalysis.parse(JSON.parse(readFileSync(path.join(folder, file), 'utf8')))
    const shape = (analysis: AudioAnalysis) => {
      const values = toStructureFeatureValues(toStructure(analysis))
      return { values, shaped: shapeVector({ values, releaseYear: null, durationMs: null }) }
    }

    it.each(files)('%s has every value of the groups that an analysis fills', (file) => {
      const { values, shaped } = shape(read(file))
      expect(groupsOf(blockMask(shaped))).toEqual(['loudness', 'rhythm', 'structure', 'harmony'])
      expect(Object.keys(values)).toHaveLength(6 + 4 + 24 + 1 + 1)
      expect(shaped.filter((value) => !Number.isNaN(value))).toHaveLength(4 + 5 + 5)
    })

    it.each(files)('%s gives what is left of half a minute, marked as such', (file) => {
      const whole = read(file)
      const clip = {
        ...whole,
        track: { ...whole.track, duration: 30 },
        beats: whole.beats.filter(({ start }) => start < 30),
        segments: whole.segments.filter(({ start }) => start < 30),
      }
      const { values } = shape(clip)
      expect(values.structure_partial).toBe(1)
      expect(values).not.toHaveProperty('section_rate')
      expect(values.timbre_mean_2).toBeTypeOf('number')
    })
  },
)
