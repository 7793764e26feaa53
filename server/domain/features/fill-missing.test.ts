import { expect, test } from 'vitest'
import type { FeatureSet } from './features'
import { fillTrack, fillValues } from './fill-missing'
import type { IncomingTrack } from '../track'

const track: IncomingTrack = {
  spotifyId: null,
  name: 'Song',
  artists: [{ spotifyId: null, name: 'Somebody' }],
  album: null,
  durationMs: 1000,
  isrc: null,
  explicit: false,
  popularity: 0,
  releaseYear: null,
  genres: ['pop'],
}
const set = (values: FeatureSet['values']): FeatureSet => ({
  source: 'file',
  extractor: 'file',
  fetchedAt: new Date(0),
  values,
})

test('a later row fills what the first one leaves open, and overwrites nothing, not even false and 0', () => {
  const later = {
    ...track,
    name: 'Other',
    durationMs: 5,
    isrc: 'USABC1234567',
    explicit: true,
    popularity: 9,
  }
  expect(fillTrack(track, { ...later, genres: ['rock', 'pop'] })).toEqual({
    ...track,
    isrc: 'USABC1234567',
    genres: ['pop', 'rock'],
  })
})

test('a row that adds nothing leaves the first one itself, whose print then stays', () => {
  expect(fillTrack(track, { ...track, name: 'Other', genres: [] })).toBe(track)
  const values = set({ energy: 0.5, tempo: 120 })
  expect(fillValues(values, set({ energy: 0.6 }))).toBe(values)
})

test('values that the first row does not give are taken from the later one', () => {
  expect(fillValues(set({ energy: 0 }), set({ energy: 0.6, tempo: 90 })).values).toEqual({
    energy: 0,
    tempo: 90,
  })
})
