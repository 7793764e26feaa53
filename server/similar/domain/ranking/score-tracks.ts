import { columnsOf } from '../../../domain/features/cosines'
import { createSeedScores, createVoteAgainst } from '../../../domain/features/seed-kernel'
import { createVotes, toLearned } from '../../../taste/domain/taste'
import type { Candidate } from './member'
import type { Pool } from './pool'
import type { Question } from './question'

export const AMOUNTS = ['artist', 'novelty', 'against', 'taste'] as const
/** What is added to the likeness of a track, in points of score. */
export type Amounts = Record<(typeof AMOUNTS)[number], number>
/** `plain` is the likeness to the seeds before anything is added. */
export type Score = { plain: number; amounts: Amounts }

/** What the vote of the disliked takes away where it is unanimous: as much as lies between like and unlike. */
const VOTE_STRENGTH = 1

/**
 * Scores tracks of a pool under the balance of a question, and with each group left out of it where that is asked for:
 * vectors are compared once. Look at a row with `compare`, then read the columns of its score.
 */
export function createScorer(question: Question, leavingOut: boolean) {
  const { controls, taste } = question
  const seeds = question.seeds.map(({ place }) => place)
  const against = question.against.map(({ place }) => place)
  const weighing = { balances: [question.balance], leavingOut }
  const learned = taste ? [toLearned(taste, question.balance)] : []
  const likeSeeds = createSeedScores(seeds, { ...weighing, balances: [question.balance, ...learned] })
  const voteAgainst = createVoteAgainst(seeds, against, weighing)
  const voteOf = taste && createVotes(taste, weighing)
  const columns = columnsOf(weighing)
  const isOwn = createIsOwn(question)
  let candidate: Candidate | null = null
  let likeness: Float64Array = new Float64Array()
  let votesAgainst: Float64Array = new Float64Array()
  let votes: Float64Array | null = null

  const artist = () =>
    controls.mode === 'continue' && candidate && isOwn(candidate) ? question.artistBonus : 0
  const novelty = () => (candidate ? controls.novelty * unfamiliarity(candidate) : 0)
  const plain = (column: number) => likeness[column] ?? 0
  const disliked = (column: number) => -VOTE_STRENGTH * (votesAgainst[column] ?? 0)
  const tasted = (column: number) =>
    votes ? (votes[column] ?? 0) + (likeness[columns + column] ?? 0) - plain(column) : 0
  const score = (column: number) =>
    (1 - controls.novelty) * plain(column) + artist() + novelty() + disliked(column) + tasted(column)

  return {
    columns,
    compare(pool: Pool, row: number): void {
      candidate = pool.candidates[row] ?? null
      likeness = likeSeeds(pool.places, row)
      votesAgainst = voteAgainst(pool.places, row)
      votes = voteOf?.(pool.places, row) ?? null
    },
    score,
    /** What the score under the whole balance is made of. */
    explain: (): Score => ({
      plain: plain(0),
      amounts: { artist: artist(), novelty: novelty(), against: disliked(0), taste: tasted(0) },
    }),
  }
}

/** Whether a track is by an artist of a seed. */
export function createIsOwn({ seeds }: Question): (candidate: Candidate) => boolean {
  const artists = new Set(seeds.map(({ candidate }) => candidate.artistId).filter((id) => id !== null))
  return ({ artistId }) => artistId !== null && artists.has(artistId)
}

/** How little known a track is, 0…1 by its popularity of 0…100; half way where nobody knows. */
function unfamiliarity({ popularity }: Candidate): number {
  return popularity === null ? 0.5 : 1 - popularity / 100
}
