import type { FeatureSource } from '~server/domain/features/features'
import type { Mode } from '~server/similar/domain/modes'
import type { Group } from '~server/domain/features/vector-spec'

/** What a score means in a word; the limits are those the page explains. */
export function scoreWord(score: number): string {
  if (score >= 0.9) return 'very close'
  if (score >= 0.75) return 'close'
  if (score >= 0.5) return 'related'
  if (score >= 0.2) return 'distant'
  return 'far'
}

export const MODE_LABELS: Record<Mode, string> = {
  similar: 'what sounds like it',
  discover: 'other artists like it',
  continue: 'what could come next',
}

export const SOURCE_LABELS: Record<FeatureSource, string> = {
  spotify: 'Spotify',
  file: 'imported file',
  reccobeats: 'ReccoBeats',
  dsp: 'audio analysis',
  metadata: 'metadata',
}

/** What each group listens to, in a line. */
export const GROUP_MEANINGS: Record<Group, string> = {
  mood: 'energy, cheerfulness, danceability',
  loudness: 'how loud it was mastered, and how far it swings',
  rhythm: 'tempo, half and double time counted as kin; how busy and strict the beat is',
  timbre: 'the colour of the sound: bright or mellow, clear or noisy',
  voice: 'sung, spoken or instrumental; acoustic or electric',
  structure: 'how its parts follow each other, and how far they differ',
  form: 'how long it runs',
  harmony: 'distance of the keys on the circle of fifths; one chord or many tones',
  era: 'the years they came out',
}
