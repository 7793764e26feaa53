/** Pitched sounds: band-limited wavetables under simple envelopes. */

export type Note = {
  /** Samples. */
  start: number
  length: number
  /** Hz. */
  frequency: number
  gain: number
  /** Highest harmonic wanted and how fast harmonics fall (1 = sawtooth, 2 = triangle-like). */
  harmonics: number
  slope: number
  /** Samples until full level. */
  attack: number
  /** Samples to fall to 1/e while held; Infinity sustains. */
  decay: number
  /** Depth of vibrato, as a share of the frequency. */
  vibrato: number
}

const TABLE = 2048
const MASK = TABLE - 1
/** Nothing is written above this share of the sample rate, so nothing folds back. */
const HIGHEST = 0.42
const RELEASE_SECONDS = 0.03
const VIBRATO_HZ = 5.2
const tables = new Map<string, Float32Array>()

/** MIDI note number to Hz, A4 = 440. */
export function toFrequency(midi: number): number {
  return 440 * 2 ** ((midi - 69) / 12)
}

/** Adds a note to the mix; what lies beyond the end of the buffer is cut. */
export function addNote(mix: Float32Array, note: Note, sampleRate: number): void {
  const harmonics = Math.max(1, Math.min(note.harmonics, Math.floor((HIGHEST * sampleRate) / note.frequency)))
  const table = getTable(harmonics, note.slope)
  const step = (note.frequency / sampleRate) * TABLE
  const start = Math.max(0, Math.round(note.start))
  const length = Math.min(Math.round(note.length), mix.length - start)
  const release = Math.min(length, Math.round(RELEASE_SECONDS * sampleRate))
  const fall = Number.isFinite(note.decay) ? Math.exp(-1 / note.decay) : 1
  const sway = (2 * Math.PI * VIBRATO_HZ) / sampleRate
  let level = note.gain
  let phase = 0
  for (let i = 0; i < length; i++) {
    const rise = i < note.attack ? i / note.attack : 1
    const tail = i > length - release ? (length - i) / release : 1
    mix[start + i] = (mix[start + i] ?? 0) + level * rise * tail * (table[phase & MASK] ?? 0)
    phase += note.vibrato > 0 ? step * (1 + note.vibrato * Math.sin(sway * i)) : step
    level *= fall
  }
}

/** One period of sines with amplitudes 1/n^slope, scaled to a peak of 1; kept, as there are few kinds. */
function getTable(harmonics: number, slope: number): Float32Array {
  const key = `${harmonics}/${slope}`
  const known = tables.get(key)
  if (known !== undefined) return known
  const table = new Float32Array(TABLE)
  for (let n = 1; n <= harmonics; n++) {
    const amplitude = n ** -slope
    for (let i = 0; i < TABLE; i++) {
      table[i] = (table[i] ?? 0) + amplitude * Math.sin((2 * Math.PI * n * i) / TABLE)
    }
  }
  const peak = table.reduce((highest, value) => Math.max(highest, Math.abs(value)), 0)
  tables.set(
    key,
    table.map((value) => value / peak),
  )
  return getTable(harmonics, slope)
}
