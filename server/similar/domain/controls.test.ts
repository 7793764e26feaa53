import { describe, expect, it } from 'vitest'
import { ControlsInput, isFiltering, isWeighted, Mode, resolveControls, SLIDERS } from './controls'
import { MOOD_NAMES } from './moods'
import { parseInput } from '../../domain/input/input'

const parse = (input: unknown) => parseInput(ControlsInput, input)

describe('ControlsInput', () => {
  it('reads numbers from text, as forms send them', () => {
    expect(parse({ yearFrom: '1990', novelty: '0.5', weights: { era: '0' } })).toEqual({
      yearFrom: 1990,
      novelty: 0.5,
      weights: { era: 0 },
    })
  })

  it.each([
    [{ novelty: 2 }, 'Novelty must be at most 1.'],
    [{ weights: { mood: -1 } }, 'The weight of mood must be at least 0.'],
    [{ yearFrom: 1990.5 }, 'The first year must be a whole number.'],
    [{ key: '13A' }, 'The key must be a Camelot code from 1A to 12B.'],
    [{ explicit: 'maybe' }, 'Explicit must be "yes" or "no".'],
    [{ mood: 'angry' }, 'The mood must be one of calm, focus, party, workout, acoustic, melancholy.'],
    [{ tempoFrom: 'fast' }, 'The slowest tempo must be a number from 20 to 400.'],
    [{ perArtist: 0 }, 'Tracks per artist must be at least 1.'],
  ])('says what is wrong with %j', (input, message) => {
    expect(() => parse(input)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID', message }) as Error)
  })
})

describe('resolveControls', () => {
  it('changes nothing where nothing is asked for', () => {
    const { weights, filters, ...rest } = resolveControls('similar')
    expect(rest).toEqual({ mode: 'similar', novelty: 0, perArtist: null, diversity: 0 })
    expect([isWeighted(weights), isFiltering(filters), weights.familiarity]).toEqual([false, false, 0])
  })

  it('caps artists by mode, and lets a request say otherwise', () => {
    expect(Mode.options.map((mode) => resolveControls(mode).perArtist)).toEqual([null, 1, 2])
    expect(resolveControls('discover', { perArtist: 4 }).perArtist).toBe(4)
  })

  it('puts what is asked for over a preset, and the preset over the mode', () => {
    const { weights, filters } = resolveControls('similar', { mood: 'calm', weights: { mood: 0.5 } })
    expect([weights.mood, weights.loudness, weights.era]).toEqual([0.5, 1.5, 1])
    expect(filters.shares).toEqual([{ name: 'energy', from: 0, to: 0.4 }])
  })

  it('lets familiarity count as far as there are seeds to show it', () => {
    const at = (mode: Mode, seeds: number) => resolveControls(mode, {}, seeds).weights.familiarity
    expect([at('similar', 9), at('continue', 1), at('continue', 5), at('discover', 9)]).toEqual([
      0, 0.2, 1, 1,
    ])
  })

  it('knows novelty in discover only', () => {
    expect(resolveControls('discover', { novelty: 0.3 }).novelty).toBe(0.3)
    expect(resolveControls('continue', { novelty: 0.3 }).novelty).toBe(0)
  })

  it('has presets that filter, with weights within the sliders', () => {
    for (const mood of MOOD_NAMES) {
      const { weights, filters } = resolveControls('similar', { mood })
      expect(isFiltering(filters), mood).toBe(true)
      expect(SLIDERS.every((name) => weights[name] >= 0 && weights[name] <= 2)).toBe(true)
    }
  })
})
