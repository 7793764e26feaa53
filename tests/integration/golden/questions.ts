import type { SegueClient } from '~server/client'
import type { ControlsInput } from '~server/similar/domain/controls'
import { ARCS } from '~server/journey/domain/arcs'
import { MODES } from '~server/similar/domain/modes'
import { MOOD_NAMES } from '~server/similar/domain/moods'
import { createRandomStream, type RandomStream } from '~server/domain/seeded-random'

/** Track ids and scores in order. A journey has the angle of the step to the next track for a score. */
export type Answer = [id: string, score: number][]
/** A question by its number, and how it is put to a server. */
export type Question = { name: string; ask: (client: SegueClient) => Promise<Answer> }

const CONTROLS: ((random: RandomStream) => ControlsInput)[] = [
  () => ({}),
  (random) => ({ yearFrom: 1960 + 10 * Math.floor(5 * random()), yearTo: 2020 }),
  (random) => ({ tempoFrom: 80 + Math.floor(40 * random()), tempoTo: 150 }),
  (random) => ({ key: `${String(1 + Math.floor(12 * random()))}${random() < 0.5 ? 'A' : 'B'}` }),
  (random) => ({ mood: pick(MOOD_NAMES, random) }),
  (random) => ({ perArtist: 1, diversity: round(random()) }),
  (random) => ({ weights: { mood: round(2 * random()), timbre: 0, rhythm: 2, era: round(random()) } }),
  (random) => ({ weights: { familiarity: round(2 * random()), voice: 0 }, explicit: 'no' }),
  (random) => ({ novelty: round(random()) }),
]

/** `count` questions about tracks of `ids`, the same for the same seed: every mode with every kind of control. */
export function makeSimilarQuestions(ids: readonly string[], count: number, seed: number): Question[] {
  const random = createRandomStream(seed)
  return Array.from({ length: count }, (_, n) => {
    const controls = CONTROLS[n % CONTROLS.length]?.(random) ?? {}
    const mode = MODES[Math.floor(n / CONTROLS.length) % MODES.length]
    const seeds = pickMany(ids, n % 4 === 3 ? 8 : 1, random)
    const not = n % 5 === 4 ? pickMany(ids, 1, random) : []
    const exclude = n % 7 === 6 ? pickMany(ids, 20, random) : undefined
    return {
      name: `similar ${String(n)}`,
      ask: async (client) => {
        const input = { ...controls, mode, seeds, not, k: 10, taste: 'off' as const }
        const { tracks } = await client.similar.find.query(exclude ? { ...input, exclude } : input)
        return tracks.map(({ track, score }) => [track.id, score])
      },
    }
  })
}

/** `count` journeys between tracks of `ids`, the same for the same seed: every arc, with and without stops between. */
export function makeJourneyQuestions(ids: readonly string[], count: number, seed: number): Question[] {
  const random = createRandomStream(seed)
  return Array.from({ length: count }, (_, n) => {
    const [from = '', to = '', ...through] = pickMany(ids, n % 3 === 2 ? 3 : 2, random)
    const arc = n % 2 === 1 ? ARCS[n % ARCS.length] : undefined
    const input = { from, to, through, length: 6 + (n % 7), camelot: n % 4 === 3, route: n % 5 === 4 ? 1 : 0 }
    return {
      name: `journey ${String(n)}`,
      ask: async (client) => {
        const { stops } = await client.journey.plan.query(arc ? { ...input, arc } : input)
        return stops.map(({ track, next }) => [track.id, next?.score ?? 1])
      },
    }
  })
}

/** A question for each clip, in every mode. */
export function makeClipQuestions(clips: readonly Uint8Array<ArrayBuffer>[]): Question[] {
  return clips.map((bytes, n) => ({
    name: `clip ${String(n)}`,
    ask: async (client) => {
      const { token } = await client.clip.hear.mutate(bytes)
      const mode = MODES[n % MODES.length]
      const { tracks } = await client.clip.find.query({ clip: token, mode, k: 10 })
      return tracks.map(({ track, score }) => [track.id, score])
    },
  }))
}

const round = (x: number): number => Math.round(10 * x) / 10

function pick<T>(list: readonly [T, ...T[]], random: RandomStream): T {
  return list[Math.floor(random() * list.length)] ?? list[0]
}

function pickMany(ids: readonly string[], count: number, random: RandomStream): string[] {
  const picked = new Set<string>()
  while (picked.size < Math.min(count, ids.length)) picked.add(ids[Math.floor(random() * ids.length)] ?? '')
  return [...picked]
}
