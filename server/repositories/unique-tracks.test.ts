import { describe, expect, it } from 'vitest'
import { incomingTrack } from '../services/testing/fakes'
import type { KeyedTrack } from '../services/ports'
import { toTrackKeys } from './track-keys'
import { toUniqueTracks } from './unique-tracks'

const row = (id: string, changes: Partial<KeyedTrack> = {}, energy?: number): KeyedTrack => {
  const track = changes.track ?? incomingTrack(id)
  const features =
    energy === undefined
      ? []
      : [{ source: 'file' as const, extractor: 'file', fetchedAt: new Date(0), values: { energy } }]
  return { track, source: 'file', keys: toTrackKeys(track), features, ...changes }
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

  it('have the prints of their row, where all rows of a file are alike', () => {
    const said = (id: string, changes: Partial<KeyedTrack> = {}) => {
      const { track, features = [] } = row(id, {}, 0.5)
      const file = toTrackKeys(track, { features: features[0] ?? null })
      return { ...row(id, {}, 0.5), keys: file, ...changes }
    }
    const other = { ...said('1').keys, print: 'another' }
    const printsOf = (...rows: KeyedTrack[]) => toUniqueTracks(rows).map(({ prints }) => prints)
    const { print, values } = said('1').keys
    expect(printsOf(said('1'), said('1'))).toEqual([{ row: print, values: values?.print }])
    expect(printsOf(said('1'), said('1', { keys: other }))).toEqual([null])
    expect(printsOf(said('1', { replaces: true }))).toEqual([null])
    expect(printsOf(said('1', { source: 'spotify' }))).toEqual([null])
    expect(printsOf(row('1', {}, 0.5))).toEqual([null])
  })

  it('have one set of values of a source, whose print counts only while it says the same', () => {
    const keys = { print: 'p', json: '{}' }
    const set = (values: object) => [
      { source: 'file' as const, extractor: 'file', fetchedAt: new Date(0), values },
    ]
    const keyed = (values: object) => ({
      ...row('1'),
      features: set(values),
      keys: { ...toTrackKeys(incomingTrack('1')), values: keys },
    })
    const [same] = toUniqueTracks([keyed({ energy: 0.1 }), keyed({ energy: 0.2 })])
    expect(same?.sets).toMatchObject([{ keys, features: { values: { energy: 0.1 } } }])
    const [filled] = toUniqueTracks([keyed({ energy: 0.1 }), keyed({ tempo: 120 })])
    expect(filled?.sets).toMatchObject([{ keys: null, features: { values: { energy: 0.1, tempo: 120 } } }])
  })
})
