import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitScaler } from '../../domain/features/scaler'
import { packPlaces } from '../../domain/features/places'
import { BALANCED, cosine, type Embedding, type GroupWeights } from '../../domain/features/similarity'
import { someInputs } from '../../domain/testing/inputs'
import { blockMask, shapeVector, toUnitVector } from '../../domain/features/vector'
import type { VectorInput } from '../../domain/features/vector-spec'
import { CLICK_KINDS, type EmbeddedClick } from './click'
import { createVotes, hearFor, toTaste, type Taste } from './taste'

const scaler = fitScaler(
  Float32Array.from(
    fc.sample(someInputs, { numRuns: 200, seed: 7 }).flatMap((input) => [...shapeVector(input)]),
  ),
)
const toEmbedding = (input: VectorInput): Embedding => {
  const shaped = shapeVector(input)
  return { vector: toUnitVector(shaped, scaler), mask: blockMask(shaped) }
}
const aPlace = someInputs.map(toEmbedding)
const aClick: fc.Arbitrary<EmbeddedClick> = fc.record({
  kind: fc.constantFrom(...CLICK_KINDS),
  track: aPlace,
  seed: fc.option(aPlace),
})
const someClicks = fc.array(aClick, { minLength: 1, maxLength: 12 })

const voteOn = (taste: Taste, track: Embedding, balance: GroupWeights) =>
  createVotes(taste, { balances: [balance], leavingOut: false })(packPlaces([track]), 0)[0] ?? Number.NaN

describe('toTaste', () => {
  it('is no taste without clicks', () => {
    expect(toTaste([])).toBeNull()
  })
})

describe('createVotes', () => {
  it('lies between −1 and 1, whatever was clicked', () => {
    fc.assert(
      fc.property(someClicks, aPlace, (clicks, track) => {
        const taste = toTaste(clicks)
        if (taste) expect(Math.abs(voteOn(taste, track, BALANCED))).toBeLessThan(1)
      }),
    )
  })

  it('raises a track by each like of it, lowers it by each dislike, and less by a skip', () => {
    fc.assert(
      fc.property(fc.array(aClick, { maxLength: 8 }), aPlace, (clicks, track) => {
        const vote = (more: EmbeddedClick[]) => {
          const taste = toTaste([...clicks, ...more])
          return taste ? voteOn(taste, track, BALANCED) : 0
        }
        // Skips before fade with each further click, so the ground is what a click that says nothing would leave.
        const outright = clicks.every(({ kind }) => kind !== 'skip')
        fc.pre(outright)
        const before = vote([])
        const after = (kind: EmbeddedClick['kind']) => vote([{ kind, track, seed: null }])
        expect(after('like')).toBeGreaterThan(before)
        expect(after('dislike')).toBeLessThan(before)
        expect(after('skip')).toBeGreaterThan(after('dislike'))
      }),
    )
  })

  it('moves what is near to a click more than what is far from it', () => {
    fc.assert(
      fc.property(aPlace, aPlace, aPlace, (liked, a, b) => {
        const taste = toTaste([{ kind: 'like', track: liked, seed: null }])
        if (!taste) return
        const [near, far] = cosine(liked, a) >= cosine(liked, b) ? [a, b] : [b, a]
        expect(voteOn(taste, near, BALANCED)).toBeGreaterThanOrEqual(voteOn(taste, far, BALANCED))
      }),
    )
  })

  it('forgets a skip as further clicks follow it', () => {
    const [skipped, other] = fc.sample(aPlace, { numRuns: 2, seed: 5 })
    if (!skipped || !other) throw new Error('no sample')
    const vote = (further: number) => {
      const silent = Array.from({ length: further }, () => ({
        kind: 'skip' as const,
        track: other,
        seed: null,
      }))
      const taste = toTaste([{ kind: 'skip', track: skipped, seed: null }, ...silent])
      return Math.abs(taste?.voices[0]?.says ?? 0)
    }
    expect(vote(0)).toBeCloseTo(1 / 3)
    expect(vote(10)).toBeCloseTo(1 / 6)
    expect(vote(40)).toBeLessThan(0.03)
  })
})

describe('hearFor', () => {
  it('lets a click speak as loudly as its seed is near to what is asked', () => {
    fc.assert(
      fc.property(aPlace, aPlace, aPlace, (track, seed, other) => {
        const taste = toTaste([{ kind: 'like', track, seed }])
        if (!taste) return
        const loud = (of: Embedding) => hearFor(taste, [of], BALANCED).voices[0]?.says ?? Number.NaN
        expect(loud(seed)).toBeCloseTo(1, 5)
        expect(loud(other)).toBeCloseTo(Math.exp((cosine(seed, other) - 1) / 0.25), 9)
        expect(hearFor(taste, [other, seed], BALANCED).voices[0]?.says).toBeCloseTo(1, 5)
      }),
    )
  })

  it('keeps the voices nearest to the seeds, in their order, and all where they are few', () => {
    const places = fc.sample(aPlace, { numRuns: 101, seed: 11 })
    const [seed, ...tracks] = places
    if (!seed) throw new Error('no sample')
    const taste = toTaste(tracks.map((track) => ({ kind: 'like', track, seed: null })))
    if (!taste) throw new Error('no taste')
    const heard = hearFor(taste, [seed], BALANCED)
    expect(heard.voices).toHaveLength(40)
    const nearest = [...tracks].sort((a, b) => cosine(seed, b) - cosine(seed, a)).slice(0, 40)
    expect(new Set(heard.voices.map(({ place }) => place))).toEqual(new Set(nearest))
    expect(heard.voices).toEqual(taste.voices.filter((voice) => heard.voices.includes(voice)))
    expect(hearFor({ ...taste, voices: taste.voices.slice(0, 40) }, [seed], BALANCED).voices).toHaveLength(40)
  })
})
