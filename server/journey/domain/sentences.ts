import { GROUP_LABELS } from '../../similar/domain/explanation-sentences'
import type { Arc } from './arcs'
import type { JourneyStep } from './journey'

/** How the presets of energy are called. */
export const ARC_LABELS: Record<Arc, string> = {
  flat: 'steady',
  rise: 'rising',
  fall: 'falling',
  wave: 'in waves',
}

/** Points of 100 from which on a change of energy is worth a word. */
const WORTH_SAYING = 5

/** Every sentence of a step, in one place: a further language is a further column of this table. */
const en = {
  tempo: (from: number, to: number) =>
    from === to ? `stays at ${String(to)} BPM` : `${String(from)} → ${String(to)} BPM`,
  keys: (from: string, to: string) => (from === to ? `stays in ${to}` : `${from} → ${to}`),
  mix: 'the keys mix',
  clash: 'the keys do not mix',
  energy: (points: number) =>
    `${points > 0 ? 'more' : 'less'} energetic by ${String(Math.abs(points))} points of 100`,
  changes: (group: string) => `changes most in ${group.toLowerCase()}`,
  same: 'hardly anything changes',
}

/** What a step does, in short phrases: tempo, keys, energy, and the part of the sound that changes most. */
export function stepSentences({ tempo, keys, energy, changes }: JourneyStep): string[] {
  const points = energy ? Math.round(100 * energy[1]) - Math.round(100 * energy[0]) : 0
  return [
    tempo ? en.tempo(Math.round(tempo[0]), Math.round(tempo[1])) : null,
    keys ? en.keys(keys.from, keys.to) : null,
    keys && keys.from !== keys.to ? (keys.mix ? en.mix : en.clash) : null,
    Math.abs(points) >= WORTH_SAYING ? en.energy(points) : null,
    changes ? en.changes(GROUP_LABELS[changes]) : en.same,
  ].filter((text) => text !== null)
}
