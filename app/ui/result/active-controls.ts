import { SLIDER_LABELS } from '~server/similar/domain/explanation-sentences'
import type { ResultQuery } from '~server/similar/domain/recommendation'

/** One thing that is turned: what it says, and the names of the address that are dropped to undo it. */
export type ActiveControl = { label: string; names: string[] }

/** Everything that differs from the plain list, in the order of the form. */
export function toActiveControls(query: ResultQuery): ActiveControl[] {
  const { mode, novelty, perArtist, diversity, mood, weights = {}, key, explicit, genre, exclude } = query
  const say = (label: string | false | undefined, ...names: string[]): ActiveControl[] =>
    label ? [{ label, names }] : []
  return [
    ...say(mode !== 'similar' && capitalised(mode), 'mode'),
    ...say(mood && `${capitalised(mood)} mood`, 'mood'),
    ...say(novelty !== undefined && novelty > 0 && `novelty ${String(novelty)}`, 'novelty'),
    ...say(range(query.yearFrom, query.yearTo), 'yearFrom', 'yearTo'),
    ...say(withUnit(range(query.tempoFrom, query.tempoTo), 'BPM'), 'tempoFrom', 'tempoTo'),
    ...say(key && `mixes with ${key.toUpperCase()}`, 'key'),
    ...say(explicit && (explicit === 'yes' ? 'explicit only' : 'nothing explicit'), 'explicit'),
    ...say(genre && `genre ${genre}`, 'genre'),
    ...say(perArtist !== undefined && `at most ${String(perArtist)} of an artist`, 'perArtist'),
    ...say(diversity !== undefined && diversity > 0 && `diversity ${String(diversity)}`, 'diversity'),
    ...say(exclude && exclude.length > 0 && `${String(exclude.length)} left out`, 'exclude'),
    ...Object.entries(weights).flatMap(([name, weight]) =>
      weight === undefined || !isSlider(name) || weight === standard(name, mode)
        ? []
        : say(`${SLIDER_LABELS[name]} × ${String(weight)}`, `weight-${name}`),
    ),
  ]
}

/** Where a slider stands when nobody touches it; null where that depends on the seeds. */
export function standard(slider: keyof typeof SLIDER_LABELS, mode: ResultQuery['mode']): number | null {
  if (slider !== 'familiarity') return 1
  return mode === 'similar' ? 0 : null
}

/** The address without some of its names: "?k=5", or "?" where nothing is left. */
export function withoutNames(search: URLSearchParams, names: string[]): string {
  return `?${new URLSearchParams([...search].filter(([name, value]) => value !== '' && !names.includes(name))).toString()}`
}

const isSlider = (name: string): name is keyof typeof SLIDER_LABELS => name in SLIDER_LABELS
const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
const withUnit = (text: string | undefined, unit: string) =>
  text === undefined ? undefined : `${text} ${unit}`

function range(from: number | undefined, to: number | undefined): string | undefined {
  if (from === undefined && to === undefined) return undefined
  if (from === undefined) return `up to ${String(to)}`
  return to === undefined ? `from ${String(from)}` : `${String(from)} to ${String(to)}`
}
