import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatTrackList, LIST_FORMATS } from './track-list'

const halo = {
  name: 'Halo',
  artists: [{ name: 'Beyoncé', spotifyUrl: null }],
  album: 'I Am…',
  durationMs: 261_640,
  releaseYear: 2008,
  isrc: 'USSM10803749',
  spotifyUrl: 'https://open.spotify.com/track/4JehYebiI9JE8sR8MisGVb',
}
const own = {
  name: 'Demo, "take" 2',
  artists: [
    { name: 'A', spotifyUrl: null },
    { name: 'B', spotifyUrl: null },
  ],
  album: null,
  durationMs: null,
  releaseYear: null,
  isrc: null,
  spotifyUrl: null,
}
const list = { title: 'Like Hello', tracks: [halo, own] }

describe('a list of tracks as a file', () => {
  it('is a table with a row a track as CSV', () => {
    expect(formatTrackList('csv', list)).toBe(
      'Track URL,Track Name,Artist Name(s),Album Name,Release Year,Duration (ms),ISRC\r\n' +
        'https://open.spotify.com/track/4JehYebiI9JE8sR8MisGVb,Halo,Beyoncé,I Am…,2008,261640,USSM10803749\r\n' +
        ',"Demo, ""take"" 2",A;B,,,,\r\n',
    )
  })

  it('has length, name and link of each track as M3U8', () => {
    expect(formatTrackList('m3u8', list)).toBe(
      '#EXTM3U\n#PLAYLIST:Like Hello\n#EXTINF:262,Beyoncé - Halo\n' +
        'https://open.spotify.com/track/4JehYebiI9JE8sR8MisGVb\n' +
        '#EXTINF:-1,A, B - Demo, "take" 2\nA, B - Demo, "take" 2\n',
    )
  })

  it('says what is known of each track as JSPF', () => {
    expect(JSON.parse(formatTrackList('jspf', list))).toEqual({
      playlist: {
        title: 'Like Hello',
        track: [
          {
            title: 'Halo',
            creator: 'Beyoncé',
            album: 'I Am…',
            duration: 261_640,
            location: ['https://open.spotify.com/track/4JehYebiI9JE8sR8MisGVb'],
            identifier: ['isrc:USSM10803749'],
          },
          { title: 'Demo, "take" 2', creator: 'A, B' },
        ],
      },
    })
  })

  it('has a line a track as text', () => {
    expect(formatTrackList('txt', list)).toBe('Beyoncé - Halo\nA, B - Demo, "take" 2\n')
  })

  it('keeps the number of tracks and their names, whatever these are', () => {
    const Name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(fc.array(Name, { maxLength: 10 }), (names) => {
        const tracks = names.map((name) => ({ ...own, name }))
        const rows = parse(formatTrackList('csv', { title: 'x', tracks }), { columns: true })
        expect((rows as Record<string, string>[]).map((row) => row['Track Name'])).toEqual(names)
        for (const format of LIST_FORMATS) {
          const lines = formatTrackList(format, { title: 'a\nb', tracks }).split('\n').length - 1
          if (format === 'txt') expect(lines).toBe(names.length)
          if (format === 'm3u8') expect(lines).toBe(2 + 2 * names.length)
        }
      }),
    )
  })
})
