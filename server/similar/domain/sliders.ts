import { GROUPS, type Group } from '../../domain/features/groups'

/** A slider for each group, and one for how well known a track is, which is no part of its sound. */
export const SLIDERS = [...GROUPS, 'familiarity'] as const
export type Slider = Group | 'familiarity'

/** Shares that presets bound from below or above. */
export type ShareName =
  'energy' | 'valence' | 'danceability' | 'acousticness' | 'instrumentalness' | 'speechiness'
