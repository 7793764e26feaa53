import { describe, expect, it } from 'vitest'
import { incomingTrack } from '../services/testing/fakes'
import { printTrack, toValueKeys } from './row-print'

const album = { spotifyId: null, name: 'Album', releaseDate: '2001', imageUrl: null }
const track = () => incomingTrack('1', { album })

describe('the print of a row', () => {
  it('is the same for the same facts', () => {
    expect(printTrack(track(), 'song')).toBe(printTrack(track(), 'song'))
    expect(printTrack(track(), 'song')).toMatch(/^[\w-]{22}$/)
  })

  it.each([
    ['name', { name: 'Another' }],
    ['artists', { artists: [{ spotifyId: null, name: 'Somebody else' }] }],
    ['album', { album: { ...album, releaseDate: '2002' } }],
    ['length', { durationMs: 1 }],
    ['ISRC', { isrc: 'USABC1234567' }],
    ['genres', { genres: ['pop'] }],
    ['popularity', { popularity: 0 }],
    ['year', { releaseYear: null }],
    ['explicit', { explicit: false }],
  ])('changes with the %s', (_what, changes) => {
    expect(printTrack({ ...track(), ...changes }, 'song')).not.toBe(printTrack(track(), 'song'))
  })

  it('of values changes with a value and with what measured it', () => {
    const print = (extractor: string, energy: number) => toValueKeys({ extractor, values: { energy } }).print
    expect(print('file', 0.5)).toBe(print('file', 0.5))
    expect(new Set([print('file', 0.5), print('file', 0.51), print('dsp', 0.5)]).size).toBe(3)
  })
})
