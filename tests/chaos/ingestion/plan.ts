import { createRandom } from '../../integration/native/support.mjs'

/** What goes wrong, and when: milliseconds after the beginning, and for how long something is away. */
export type Blow = { at: number } & (
  | { kind: 'kill'; worker: number; downMs: number }
  | { kind: 'web'; downMs: number }
  | { kind: 'redis'; downMs: number }
  | { kind: 'cut' }
)

/** Between two blows. */
const CALM_MS = { from: 800, to: 3200 }
const KILL_DOWN_MS = { from: 0, to: 1500 }
/** Longer than a lock lives, or shorter. */
const REDIS_DOWN_MS = { from: 200, to: 3500 }

/** The same seed gives the same plan. Each kind of blow comes once before any comes again. */
export function drawPlan(seed: number, { seconds, workers }: { seconds: number; workers: number }): Blow[] {
  const random = createRandom(seed)
  const between = ({ from, to }: { from: number; to: number }) => Math.round(from + random() * (to - from))
  const kinds: Blow['kind'][] = []
  const draw = (): Blow['kind'] => {
    if (kinds.length === 0) kinds.push('kill', 'web', 'redis', 'cut', 'kill')
    return kinds.splice(Math.floor(random() * kinds.length), 1)[0] ?? 'cut'
  }
  const blows: Blow[] = []
  for (let at = between(CALM_MS); at < seconds * 1000; at += between(CALM_MS)) {
    const kind = draw()
    if (kind === 'cut') blows.push({ at, kind })
    else if (kind === 'redis') blows.push({ at, kind, downMs: between(REDIS_DOWN_MS) })
    else if (kind === 'web') blows.push({ at, kind, downMs: between(KILL_DOWN_MS) })
    else blows.push({ at, kind, worker: Math.floor(random() * workers), downMs: between(KILL_DOWN_MS) })
  }
  return blows
}
