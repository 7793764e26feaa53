import type { ShareName, Slider } from './sliders'

export const MOOD_NAMES = ['calm', 'focus', 'party', 'workout', 'acoustic', 'melancholy'] as const
export type MoodName = (typeof MOOD_NAMES)[number]

type Preset = {
  weights: Partial<Record<Slider, number>>
  shares: readonly { name: ShareName; from: number; to: number }[]
}

/**
 * Named settings of sliders and filters. Bounds lie where the explanations begin to use the word ("calm" below .35 of
 * energy), or a little wider where a preset asks for two things at once.
 */
export const MOODS: Readonly<Record<MoodName, Preset>> = {
  calm: { weights: { mood: 1.5, loudness: 1.5 }, shares: [{ name: 'energy', from: 0, to: 0.4 }] },
  // Words draw attention; whatever else the seed sounds like may stay.
  focus: {
    weights: { voice: 1.5, rhythm: 1.5 },
    shares: [
      { name: 'instrumentalness', from: 0.5, to: 1 },
      { name: 'speechiness', from: 0, to: 0.33 },
    ],
  },
  party: {
    weights: { rhythm: 1.5, mood: 1.5, era: 0.5 },
    shares: [
      { name: 'danceability', from: 0.65, to: 1 },
      { name: 'energy', from: 0.6, to: 1 },
    ],
  },
  workout: {
    weights: { rhythm: 2, mood: 1.5, era: 0.5 },
    shares: [{ name: 'energy', from: 0.75, to: 1 }],
  },
  acoustic: { weights: { voice: 2 }, shares: [{ name: 'acousticness', from: 0.6, to: 1 }] },
  melancholy: { weights: { mood: 2 }, shares: [{ name: 'valence', from: 0, to: 0.35 }] },
}
