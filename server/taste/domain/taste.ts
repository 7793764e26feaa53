import { columnsOf, createCosines, type Weighing } from '../../domain/features/cosines'
import { packPlaces } from '../../domain/features/places'
import { nearnessOf, scoreAll, type Columns } from '../../domain/features/seed-kernel'
import { cosine, type GroupWeights, type Embedding } from '../../domain/features/similarity'
import { sayingOf, type ClickKind, type EmbeddedClick } from './click'
import { learnWeights } from './learn-weights'

/** What ranking knows of a listener: tracks with what was said of them, oldest first, and what each group counts. */
export type Taste = { voices: Voice[]; weights: GroupWeights }
type Voice = { kind: ClickKind; says: number; place: Embedding; seed: Embedding | null }

/** Clicks that have a voice in one answer, those nearest to its seeds: what lies far off moves nothing there. */
const VOICES = 40
/** What a unanimous vote adds or takes: as much as lies between like and unlike. */
const VOTE_STRENGTH = 1
/** Silence near a track counts as so many clicks right beside it that say nothing: one click is no certainty. */
const SILENCE = 1

/** The taste that clicks show, oldest first; null without any. The same clicks give the same taste. */
export function toTaste(clicks: readonly EmbeddedClick[]): Taste | null {
  if (clicks.length === 0) return null
  const voices = clicks.map(({ kind, track, seed }, i) => ({
    kind,
    says: sayingOf(kind, clicks.length - 1 - i),
    place: track,
    seed,
  }))
  return { voices, weights: learnWeights(clicks) }
}

/**
 * The taste as it is heard for these seeds. A click was an answer to a seed, and speaks as loudly as that seed is near
 * to one of these: what is wrong beside one track may be right beside another. Of many voices those nearest are heard,
 * so that an answer costs the same after any number.
 */
export function hearFor(taste: Taste, seeds: readonly Embedding[], balance: GroupWeights): Taste {
  const voices = taste.voices.map((voice) => {
    const { seed: asked } = voice
    if (asked === null) return voice
    const relevance = Math.max(...seeds.map((seed) => nearnessOf(cosine(asked, seed, balance))))
    return { ...voice, says: voice.says * relevance }
  })
  if (voices.length <= VOICES) return { ...taste, voices }
  const scores = scoreAll(seeds, packPlaces(voices.map(({ place }) => place)), balance)
  const near = Array.from(scores, (score, i) => ({ i, score }))
    .sort((a, b) => b.score - a.score || b.i - a.i)
    .slice(0, VOICES)
  const heard = new Set(near.map(({ i }) => i))
  return { ...taste, voices: voices.filter((_, i) => heard.has(i)) }
}

/**
 * The vote on a track, −1…1: the mean of what was said of clicked tracks, each as loud as it is near (a kernel
 * regression; Nadaraya 1964, Watson 1964), silence included. Far from every click it is 0.
 */
export function createVotes({ voices }: Taste, weighing: Weighing): Columns {
  const cosinesOf = createCosines(
    voices.map(({ place }) => place),
    weighing,
  )
  const votes = new Float64Array(columnsOf(weighing))
  return (tracks, row) => {
    const cosines = cosinesOf(tracks, row)
    for (let b = 0; b < votes.length; b++) {
      let said = 0
      let loudness = SILENCE
      voices.forEach(({ says }, i) => {
        const near = nearnessOf(cosines[b * voices.length + i] ?? 0)
        said += says * near
        loudness += Math.abs(says) * near
      })
      votes[b] = (VOTE_STRENGTH * said) / loudness
    }
    return votes
  }
}

/** A balance with the learned weights: under it, likeness to the seeds is what the listener would say it is. */
export function toLearned({ weights }: Taste, balance: GroupWeights): GroupWeights {
  return balance.map((weight, i) => weight * (weights[i] ?? 1))
}

/** Nearer than this, a click is worth naming as a reason. */
const CLOSE = 0.5

/** Quieter than this, a click is not the reason for anything. */
const HEARD = 0.05

/** How many liked and disliked tracks a track is close to: what the sentence in a row says. */
export function closeClicks(
  taste: Taste,
  track: Embedding,
  balance: GroupWeights,
): Record<ClickKind, number> {
  const counts = { like: 0, dislike: 0, skip: 0 }
  for (const { kind, place, says } of taste.voices) {
    if (Math.abs(says) >= HEARD && cosine(place, track, balance) >= CLOSE) counts[kind]++
  }
  return counts
}
