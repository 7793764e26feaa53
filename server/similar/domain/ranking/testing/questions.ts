import fc from 'fast-check'
import { resolveControls, type ControlsInput, type Mode } from '../../controls'
import { BALANCED, type GroupWeights } from '../../../../domain/features/similarity'
import { CLICK_KINDS } from '../../../../taste/domain/click'
import { toTaste, type Taste } from '../../../../taste/domain/taste'
import { blockMask, normalise } from '../../../../domain/features/vector'
import { BLOCKS, DIMENSIONS, GROUPS, VECTOR_SPEC } from '../../../../domain/features/vector-spec'
import type { Candidate, Member } from '../member'
import type { Question } from '../question'

export const ALL = (1 << BLOCKS.length) - 1
export const candidate = (id: string, overrides: Partial<Candidate> = {}): Candidate => ({
  id,
  publicId: `p${id}`,
  recording: id,
  mask: ALL,
  artistId: null,
  popularity: null,
  ...overrides,
})

/** A vector at so many degrees from the first axis towards the second. */
function toVector(angle: number): Float32Array {
  const vector = new Float32Array(DIMENSIONS)
  vector[0] = Math.cos((angle * Math.PI) / 180)
  vector[1] = Math.sin((angle * Math.PI) / 180)
  return vector
}
export const at = (angle: number, id: string, overrides: Partial<Candidate> = {}): Member => ({
  candidate: candidate(id, overrides),
  place: { vector: toVector(angle), mask: overrides.mask ?? ALL },
})

type Asked = {
  mode?: Mode
  against?: Member[]
  artistBonus?: number
  balance?: GroupWeights
  taste?: Taste | null
} & ControlsInput
export function ask(seeds: Member[], { mode = 'similar', against = [], ...asked }: Asked = {}): Question {
  const { artistBonus = 0, balance = BALANCED, taste = null, ...input } = asked
  return { seeds, against, balance, artistBonus, taste, controls: resolveControls(mode, input) }
}

export const ids = (ranked: { candidate: Candidate }[]) => ranked.map((r) => r.candidate.id)

/** Members anywhere in the space, some without some groups, and settings of every kind. */
const anyVector = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
  minLength: DIMENSIONS,
  maxLength: DIMENSIONS,
})
const anyMember = (id: string) =>
  fc
    .record({
      values: anyVector,
      lacks: fc.constantFrom(null, null, ...GROUPS.slice(0, 4)),
      artistId: fc.constantFrom(null, 'a', 'b', 'c'),
      popularity: fc.option(fc.integer({ min: 0, max: 100 })),
    })
    .map(({ values, lacks, ...rest }): Member => {
      const shaped = Float32Array.from(values, (value, i) =>
        VECTOR_SPEC.dimensions[i]?.group === lacks ? Number.NaN : value,
      )
      const mask = blockMask(shaped)
      const vector = normalise(shaped.map((value) => (Number.isNaN(value) ? 0 : value)))
      const popularityScore = rest.popularity === null ? null : (rest.popularity - 50) / 65
      return { candidate: candidate(id, { ...rest, mask }), place: { vector, mask, popularityScore } }
    })
export const manyMembers = (prefix: string, minLength: number, maxLength: number) =>
  fc
    .integer({ min: minLength, max: maxLength })
    .chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => anyMember(`${prefix}${i}`))))
/** Clicks on tracks of anywhere, as answers to others. */
const anyTaste = fc
  .array(
    fc.record({ kind: fc.constantFrom(...CLICK_KINDS), pair: fc.tuple(anyMember('8'), anyMember('9')) }),
    { maxLength: 6 },
  )
  .map((clicks) =>
    toTaste(clicks.map(({ kind, pair: [track, seed] }) => ({ kind, track: track.place, seed: seed.place }))),
  )
export const anyQuestion = fc
  .record({
    seeds: manyMembers('1', 1, 4),
    against: manyMembers('2', 0, 2),
    mode: fc.constantFrom('similar' as const, 'discover' as const, 'continue' as const),
    novelty: fc.double({ min: 0, max: 1, noNaN: true }),
    diversity: fc.constantFrom(0, 0, 0.4),
    artistBonus: fc.double({ min: 0, max: 1, noNaN: true }),
    taste: anyTaste,
    balance: fc.array(fc.constantFrom(0, 0.5, 1, 2), {
      minLength: GROUPS.length + 1,
      maxLength: GROUPS.length + 1,
    }),
  })
  .map(({ seeds, balance, ...asked }) => ask(seeds, { ...asked, balance: Float64Array.from(balance) }))
