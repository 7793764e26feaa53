import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findSameSong, type ItunesSong } from './itunes-match'
import type { AskedTrack } from './source'

const track: AskedTrack = {
  spotifyId: '11dFghVXANMlKmJXsNCbNl',
  name: 'Déjà Vu (feat. Ola)',
  artists: [
    { spotifyId: null, name: 'Béla & The Harbour' },
    { spotifyId: null, name: 'Ola' },
  ],
  album: { spotifyId: null, name: 'Night Boats', releaseDate: null, imageUrl: null },
  durationMs: 200_000,
  isrc: null,
  explicit: true,
  popularity: null,
  releaseYear: null,
  genres: [],
}
const song: ItunesSong = {
  kind: 'song',
  trackName: 'Deja Vu',
  artistName: 'Bela & the Harbour',
  collectionName: 'Night Boats',
  trackTimeMillis: 201_300,
  trackExplicitness: 'explicit',
  previewUrl: 'https://audio-ssl.itunes.apple.com/a.m4a',
}

describe('a song of iTunes is the recording that is looked for', () => {
  it.each<[string, Partial<ItunesSong>]>([
    ['with accents, case and guests written otherwise', {}],
    ['with all artists in one line', { artistName: 'Béla & The Harbour & Ola' }],
    ['with guests among the artists', { artistName: 'Béla & The Harbour feat. Ola' }],
    ['with guests in the title', { trackName: 'Déjà vu (feat. Ola)' }],
    ['as the same recording again', { trackName: 'Déjà Vu (2011 Remaster)' }],
    ['three seconds shorter', { trackTimeMillis: 197_000 }],
    ['three seconds longer', { trackTimeMillis: 203_000 }],
    ['on another album', { collectionName: 'The Best of Béla' }],
    ['without a word about explicitness', { trackExplicitness: null }],
  ])('%s', (_, changes) => {
    const same = { ...song, ...changes }
    expect(findSameSong(track, [same])).toBe(same)
  })
})

describe('a song of iTunes is another', () => {
  it.each<[string, Partial<ItunesSong>]>([
    ['karaoke', { trackName: 'Déjà Vu (Karaoke Version)' }],
    ['karaoke that names the artist', { trackName: 'Déjà Vu [Originally Performed By Béla & The Harbour]' }],
    ['an instrumental', { trackName: 'Déjà Vu (Instrumental)' }],
    ['a live take', { trackName: 'Déjà Vu (Live)' }],
    ['a live take with a remaster', { trackName: 'Déjà Vu (Live) [2011 Remaster]' }],
    ['a remix', { trackName: 'Déjà Vu (Harbour Remix)' }],
    ['an edit', { trackName: 'Déjà Vu (Radio Edit)' }],
    ['a longer title', { trackName: 'Déjà Vu Again' }],
    ['a shorter title', { trackName: 'Déjà' }],
    ['a tribute', { artistName: 'Tribute to Béla & The Harbour' }],
    ['a cover', { artistName: 'The Sing-Along Society' }],
    ['of one artist of the band', { artistName: 'Béla' }],
    ['of the guest', { artistName: 'Ola' }],
    ['too short', { trackTimeMillis: 196_999 }],
    ['too long', { trackTimeMillis: 203_001 }],
    ['the clean twin', { trackExplicitness: 'cleaned' }],
    ['a clean one', { trackExplicitness: 'notExplicit' }],
  ])('%s', (_, changes) => {
    expect(findSameSong(track, [{ ...song, ...changes }])).toBeNull()
  })

  it('where the length of the track is not known', () => {
    expect(findSameSong({ ...track, durationMs: null }, [song])).toBeNull()
  })

  it('where the track is clean: the explicit twin', () => {
    const clean = { ...track, explicit: false }
    expect(findSameSong(clean, [song])).toBeNull()
    for (const trackExplicitness of ['cleaned', 'notExplicit']) {
      expect(findSameSong(clean, [{ ...song, trackExplicitness }])).toMatchObject({ trackExplicitness })
    }
  })
})

describe('of several that fit', () => {
  it('the one of the same album is taken, then the nearest in length', () => {
    const near = { ...song, collectionName: 'Hits', trackTimeMillis: 200_000 }
    const own = { ...song, trackTimeMillis: 202_500 }
    const ownNearer = { ...song, collectionName: 'Night boats', trackTimeMillis: 201_000 }
    expect(findSameSong(track, [near, own])).toBe(own)
    expect(findSameSong(track, [own, near, ownNearer])).toBe(ownNearer)
    expect(findSameSong(track, [{ ...near, trackTimeMillis: 201_000 }, near])).toBe(near)
  })

  it('the order in which they come decides nothing else', () => {
    const lengths = fc.uniqueArray(fc.integer({ min: 197_000, max: 203_000 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(lengths, (milliseconds) => {
        const songs = milliseconds.map((trackTimeMillis) => ({ ...song, trackTimeMillis }))
        const forth = findSameSong(track, songs)
        const back = findSameSong(track, [...songs].reverse())
        const least = Math.min(...milliseconds.map((length) => Math.abs(length - 200_000)))
        for (const found of [forth, back]) {
          expect(Math.abs((found?.trackTimeMillis ?? 0) - 200_000)).toBe(least)
        }
      }),
    )
  })
})
