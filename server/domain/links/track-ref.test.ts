import { describe, expect, it } from 'vitest'
import { findTrackIds, findTrackRef, readTrackRef, requireTrackId, splitLinks } from './track-ref'

const ID = '11dFghVXANMlKmJXsNCbNl'
const OWN = 'f-0123456789abcdef0123'

describe('readTrackRef', () => {
  it.each([
    ID,
    ` ${ID}\n`,
    `\u200e${ID}\ufeff`,
    `"${ID}"`,
    `<${ID}>`,
    `${ID}?si=abc`,
    `${ID}&si=abc`,
    `${ID}.`,
  ])('takes the bare id %j for a track', (text) => {
    expect(readTrackRef(text)).toEqual({ kind: 'track', id: ID })
  })

  it('takes the id of a track that Spotify does not know', () => {
    expect(readTrackRef(` ${OWN}`)).toEqual({ kind: 'track', id: OWN })
  })

  it.each([`${ID}x`, `x ${ID}`, `${ID} ${ID}`, ID.slice(1), '', 'f-0123'])('refuses %j', (text) => {
    expect(readTrackRef(text)).toMatchObject({ name: 'DomainError' })
  })
})

describe('findTrackIds', () => {
  it('reads ids and links in their order', () => {
    expect(findTrackIds([OWN, `spotify:track:${ID}`, ID])).toEqual([OWN, ID, ID])
  })

  it('leaves a list with a short link to whoever follows those', () => {
    expect(findTrackIds([ID, 'https://spotify.link/abc'])).toBeNull()
  })

  it.each([
    [`spotify:playlist:${ID}`, 'LINK_UNSUPPORTED'],
    ['hello', 'LINK_NOT_RECOGNISED'],
    ['', 'LINK_MISSING'],
  ])('refuses %j with %s, behind a short link too', (text, code) => {
    for (const texts of [[text], ['https://spotify.link/abc', text]]) {
      expect(() => findTrackIds(texts)).toThrow(expect.objectContaining({ code }))
    }
  })
})

describe('splitLinks', () => {
  const link = `https://open.spotify.com/track/${ID}`
  it.each([
    ['', []],
    [`${ID} ${OWN}\n${link}`, [ID, OWN, link]],
    [`${ID},${OWN}; ${link}`, [ID, OWN, link]],
    [
      `Listen to X: ${link} via @spotify [Y](${link}) <spotify:track:${ID}>`,
      [link, link, `spotify:track:${ID}`],
    ],
    [`${link} ${ID.slice(1)}`, [link, ID.slice(1)]],
    ['two words', ['two words']],
  ])('finds in %j what names a track', (field, links) => {
    expect(splitLinks(field)).toEqual(links)
  })
})

describe('requireTrackId', () => {
  it('refuses the Liked Songs', () => {
    expect(() => requireTrackId({ kind: 'liked' })).toThrow('Only tracks')
  })
})

describe('findTrackRef', () => {
  it.each([
    [ID, { kind: 'track', id: ID }],
    [`spotify:track:${ID}`, { kind: 'track', id: ID }],
    [`spotify://track/${ID}`, { kind: 'track', id: ID }],
    [`https://open.spotify.com/intl-es-419/track/${ID}?si=1`, { kind: 'track', id: ID }],
    [`${ID}&si=1`, { kind: 'track', id: ID }],
    ['spotify:local:Artist:Album:Title:210', { kind: 'local' }],
    ['https://spotify.link/AbC', { kind: 'short-link', url: 'https://spotify.link/AbC' }],
    [`spotify:episode:${ID}`, { kind: 'other', reason: expect.stringContaining('podcast') as string }],
    [`spotify:playlist:${ID}`, { kind: 'other', reason: 'This link names no track.' }],
    [`spotify:track:${ID.slice(1)}`, { kind: 'other', reason: expect.stringContaining('22') as string }],
  ])('reads %j', (text, ref) => {
    expect(findTrackRef(text)).toEqual(ref)
  })

  it.each([
    '',
    '17',
    'nan',
    'NA',
    'None',
    'music/spotify/01 Song.mp3',
    'C:\\Spotify\\Song.mp3',
    'library://track/17',
    'https://music.example/track/1',
    'Spotify: The Musical',
    'x'.repeat(100_000),
  ])('finds nothing in %j', (text) => {
    expect(findTrackRef(text)).toBeNull()
  })
})
