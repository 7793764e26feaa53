import type { AppLoadContext } from '@remix-run/node'
import type { BlockCoverage, MoodCell } from '~server/domain/distributions'

/** What the page of the catalog shows. */
export type Catalog = Awaited<ReturnType<AppLoadContext['trpc']['catalog']['summary']>>

/** The steps of the plane of moods, from the lowest. */
export const VALENCE_STEPS = [
  'dark',
  'rather dark',
  'neither dark nor cheerful',
  'rather cheerful',
  'cheerful',
]
export const ENERGY_STEPS = ['calm', 'rather calm', 'moderate', 'rather energetic', 'energetic']

/** "calm, dark" */
export function moodName({ valence, energy }: Pick<MoodCell, 'valence' | 'energy'>): string {
  return `${ENERGY_STEPS[energy] ?? ''}, ${VALENCE_STEPS[valence] ?? ''}`
}

/** What each block is known by; a track has a block's values together or not at all. */
export const BLOCK_LABELS: Record<BlockCoverage['block'], string> = {
  mood: 'Mood',
  loudness: 'Loudness',
  rhythm: 'Tempo',
  timbre: 'Timbre',
  voice: 'Voice and instruments',
  structure: 'Structure',
  form: 'Length',
  harmony: 'Key',
  era: 'Year',
  dynamics: 'Dynamics',
  pulse: 'Pulse',
  segments: 'Timbre of segments',
  tonality: 'Tonality',
}
