import { describe, expect, test } from 'vitest'
import { readAddress } from './address'

const ID = '6f807x0ima9a1j3VPbc7VN'

describe('an address', () => {
  test.each([
    `spotify:track:${ID}`,
    `SPOTIFY:TRACK:${ID}`,
    `spotify://track/${ID}`,
    `spotify--aB3dE9xZ://track/${ID}`,
    `https://open.spotify.com/track/${ID}?si=x`,
    `open.spotify.com/intl-es-419/track/${ID}`,
  ])('%s names a track', (address) => {
    expect(readAddress(address)).toEqual({ kind: 'track', id: ID })
  })

  test.each([
    '/home/me/spotify/track.mp3',
    `https://cdn.example.org/spotify-mirror/${ID}.mp3`,
    `spotify:track:${ID}x`,
    'spotify:track:short',
    `spotify:album:${ID}`,
    'library://track/12',
    '',
  ])('%s names none', (address) => {
    expect(readAddress(address)).toEqual({ kind: 'other' })
  })

  test('of a local file has its names', () => {
    expect(readAddress('spotify:local:Otto+Lind:Marks:Caf%C3%A9+%26+Oar:200')).toEqual({
      kind: 'local',
      artist: 'Otto Lind',
      album: 'Marks',
      title: 'Café & Oar',
      seconds: 200,
    })
  })
})
