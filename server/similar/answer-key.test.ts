import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolveControls, type ControlsInput, type Mode } from './domain/controls'
import { MODES } from './domain/modes'
import { toAnswerKey, type AnswerBasis } from './answer-key'

const basis: AnswerBasis = { program: 'p', spec: 1, version: 3, checksum: 'c', changeSeq: 300 }

type Asked = { seeds: string[]; not: string[]; k: number; mode: Mode; taste: string | null }
const id = fc.stringMatching(/^[0-9A-Za-z]{3}$/)
const asked: fc.Arbitrary<Asked> = fc.record({
  seeds: fc.uniqueArray(id, { minLength: 1, maxLength: 5 }),
  not: fc.uniqueArray(id, { maxLength: 3 }),
  k: fc.integer({ min: 1, max: 100 }),
  mode: fc.constantFrom(...MODES),
  taste: fc.option(fc.string({ maxLength: 5 })),
})
const share = fc.integer({ min: 0, max: 20 }).map((n) => n / 20)
const weight = fc.option(share, { nil: undefined })
const input = fc
  .record({
    novelty: weight,
    diversity: weight,
    perArtist: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    weights: fc.option(fc.record({ mood: weight, era: weight, familiarity: weight }), { nil: undefined }),
    mood: fc.constantFrom(undefined, 'calm' as const, 'party' as const),
    yearFrom: fc.constantFrom(undefined, 1990, 2000),
    key: fc.constantFrom(undefined, '8A', '12B'),
    explicit: fc.constantFrom(undefined, 'yes' as const, 'no' as const),
    genre: fc.constantFrom(undefined, 'rock', 'Jazz'),
    exclude: fc.option(fc.uniqueArray(id, { maxLength: 4 }), { nil: undefined }),
  })
  // What is not asked for is not there at all, as it comes from a form.
  .map((all) => JSON.parse(JSON.stringify(all)) as ControlsInput)

const keyOf = ({ mode, ...rest }: Asked, controls: ControlsInput, over = basis) =>
  toAnswerKey(over, { ...rest, controls: resolveControls(mode, controls, rest.seeds.length) })

/** What two questions must share to be the same: all of it, the filters without an order. */
function meaning({ mode, ...rest }: Asked, controls: ControlsInput): unknown {
  const resolved = resolveControls(mode, controls, rest.seeds.length)
  const { exclude, genre, ...filters } = resolved.filters
  return {
    ...rest,
    resolved: {
      ...resolved,
      filters: { ...filters, exclude: new Set(exclude), genre: genre?.toLowerCase() },
    },
  }
}

describe('toAnswerKey', () => {
  it('is the same whatever the order of names and filters, and with the defaults spelled out', () => {
    fc.assert(
      fc.property(asked, input, (question, controls) => {
        const reversed = Object.fromEntries(Object.entries(controls).reverse()) as ControlsInput
        const { weights, perArtist } = resolveControls(question.mode, controls, question.seeds.length)
        const spelled: ControlsInput = {
          ...reversed,
          weights,
          ...(perArtist === null ? {} : { perArtist }),
          ...(controls.exclude ? { exclude: [...controls.exclude, ...controls.exclude].reverse() } : {}),
          ...(controls.genre ? { genre: controls.genre.toUpperCase() } : {}),
        }
        expect(keyOf(question, spelled)).toBe(keyOf(question, controls))
      }),
    )
  })

  it('differs exactly where the questions do', () => {
    fc.assert(
      fc.property(asked, input, asked, input, (a, aControls, b, bControls) => {
        const pairs: [Asked, ControlsInput, Asked, ControlsInput][] = [
          [a, aControls, b, bControls],
          [a, aControls, a, bControls],
          [a, aControls, { ...a, k: b.k }, aControls],
          [a, aControls, { ...a, mode: b.mode }, aControls],
          [a, aControls, { ...a, not: b.not }, aControls],
          [a, aControls, { ...a, taste: b.taste }, aControls],
          [a, aControls, { ...a, seeds: [...a.seeds].reverse() }, aControls],
        ]
        for (const [one, oneControls, two, twoControls] of pairs) {
          const same = isEqual(meaning(one, oneControls), meaning(two, twoControls))
          expect(keyOf(one, oneControls) === keyOf(two, twoControls)).toBe(same)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('differs for another program, space, index version, file or change', () => {
    const question: Asked = { seeds: ['a'], not: [], k: 10, mode: 'similar', taste: null }
    const states: AnswerBasis[] = [
      basis,
      { ...basis, program: 'q' },
      { ...basis, spec: 2 },
      { ...basis, version: 4 },
      { ...basis, checksum: 'd' },
      { ...basis, changeSeq: 301 },
    ]
    expect(new Set(states.map((state) => keyOf(question, {}, state))).size).toBe(states.length)
  })
})

function isEqual(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b)
    return true
  } catch {
    return false
  }
}
