import { describe, expect, it } from 'vitest'
import type { KeyedTrack } from './ports'
import { incomingTrack } from './testing/fakes'
import { toUniqueTracks } from './unique-tracks'

const row = (id: string, changes: Partial<KeyedTrack> = {}, energy?: number): KeyedTrack => {
  const track = changes.track ?? incomingTrack(id)
  const features =
    energy === undefined
      ? []
      : [{ source: 'file' as const, extractor: 'file', fetchedAt: new Date(0), values: { energy } }]
  const keys = { publicId: track.spotifyId ?? '', song: track.name, artists: [], album: null }
  return { track, source: 'file', keys, features, ...changes }
}

describe('the tracks of a batch', () => {
  it('come once each, in the order of their public ids', () => {
    const unique = toUniqueTracks([row('3'), row('1'), row('3'), row('2')])
    expect(unique.map(({ keys }) => Number(keys.publicId))).toEqual([1, 2, 3])
  })

  it('are what files say first, filled by what they say later', () => {
    const first = incomingTrack('1', { name: 'First', isrc: null })
    const later = incomingTrack('1', { name: 'Later', isrc: 'USABC1234567' })
    const [track] = toUniqueTracks([row('1', { track: first }, 0.1), row('1', { track: later }, 0.9)])
    expect(track?.track).toMatchObject({ name: 'First', isrc: 'USABC1234567' })
    expect(track?.sets.map(({ features }) => features.values)).toEqual([{ energy: 0.1 }])
  })

  it('are what Spotify says last, before and after any file', () => {
    const said = (name: string) =>
      row('1', { track: incomingTrack('1', { name }), source: 'spotify' as const })
    const [track] = toUniqueTracks([row('1'), said('old'), said('new'), row('1')])
    expect(track).toMatchObject({ source: 'spotify', track: { name: 'new' } })
  })

  it('have one set of values of a source, filled by what later rows add', () => {
    const set = (values: object) => [
      { source: 'file' as const, extractor: 'file', fetchedAt: new Date(0), values },
    ]
    const [filled] = toUniqueTracks([
      row('1', { features: set({ energy: 0.1 }) }),
      row('1', { features: set({ energy: 0.2, tempo: 120 }) }),
    ])
    expect(filled?.sets).toMatchObject([{ features: { values: { energy: 0.1, tempo: 120 } } }])
  })
})
