/** One bar of drums per kit, in sixteenths; capitals are accents. */
import type { DrumKit } from '../catalogue/genres'
import type { Drum } from './drums'

export type Hit = { drum: Drum; /** Sixteenths from the start of the bar. */ step: number; velocity: number }

type Lines = Partial<Record<Drum, string>>

const FOUR_BEATS: Record<DrumKit, Lines> = {
  four: { kick: 'X...X...X...X...', snare: '....x.......x...', hat: '..x...x...x...x.' },
  rock: { kick: 'X.....x.X.......', snare: '....X.......X...', hat: 'x.x.x.x.x.x.x.x.' },
  trap: { kick: 'X.....x...x.....', snare: '........X.......', hat: 'X.x.X.x.X.x.Xxxx' },
  breaks: { kick: 'X.....x...x.....', snare: '....X.......X...', hat: 'X.x.X.x.X.x.X.x.' },
  dembow: { kick: 'X...X...X...X...', snare: '...x..x....x..x.', hat: '..x...x...x...x.' },
  onedrop: { kick: 'x.......X.......', snare: '........x.......', hat: 'X.x.X.x.X.x.X.x.' },
  swing: { kick: 'x...x...x...x...', snare: '..............x.', hat: 'X...X..xX...X..x' },
  none: {},
}
const STEPS_PER_BEAT = 4

/** Any number of beats a bar: a waltz (and any other metre) gets its own plain pattern. */
export function getHits(kit: DrumKit, beatsPerBar: number): Hit[] {
  if (kit === 'none') return []
  if (beatsPerBar !== 4) return oddMetre(beatsPerBar)
  return Object.entries(FOUR_BEATS[kit]).flatMap(([drum, line]) => parseLine(drum as Drum, line))
}

function parseLine(drum: Drum, line: string): Hit[] {
  return Array.from(line).flatMap((mark, step) =>
    mark === '.' ? [] : [{ drum, step, velocity: mark === 'X' ? 1 : 0.62 }],
  )
}

function oddMetre(beats: number): Hit[] {
  return Array.from({ length: beats }, (_, beat): Hit[] => [
    { drum: 'hat', step: beat * STEPS_PER_BEAT, velocity: 0.8 },
    { drum: beat === 0 ? 'kick' : 'snare', step: beat * STEPS_PER_BEAT, velocity: beat === 0 ? 1 : 0.45 },
  ]).flat()
}
