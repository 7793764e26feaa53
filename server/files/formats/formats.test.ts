import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isDomainError } from '../../domain/errors'
import { readTrackFile } from '../read-track-file'
import { inChunks, readAll, rowsOf, skippedOf } from '../test-support'

const ID = '6f807x0ima9a1j3VPbc7VN'
const URI = `spotify:track:${ID}`

async function read(content: string | Uint8Array, chunk?: number) {
  const events = await readAll(content, chunk === undefined ? {} : { chunk })
  const rows = rowsOf(events).map(({ line, track, playlist }) => ({
    line,
    id: track.spotifyId,
    artist: track.artists[0]?.name,
    title: track.name,
    playlist: playlist?.name ?? null,
  }))
  return { rows, tracks: rowsOf(events).map(({ track }) => track), skipped: skippedOf(events) }
}

describe('M3U', () => {
  test('is read with title, artist, album, length and playlist', async () => {
    const { rows, tracks } = await read(
      `#EXTM3U\n#PLAYLIST:Road trip\n#EXTALB:Album\n#EXTINF:215,Some Band - A Song - Live\nmusic/a.mp3\n\n#EXTINF:-1,Other\n#EXTART:Duo\nhttp://host/1\n`,
    )
    expect(rows).toEqual([
      { line: 5, id: null, artist: 'Some Band', title: 'A Song - Live', playlist: 'Road trip' },
      { line: 9, id: null, artist: 'Duo', title: 'Other', playlist: 'Road trip' },
    ])
    expect(tracks).toMatchObject([
      { album: { name: 'Album' }, durationMs: 215_000 },
      { album: null, durationMs: null },
    ])
  })

  test('takes a Spotify address for the id, and a file name for what no directive says', async () => {
    const { rows } = await read(
      `#EXTM3U\n${URI}\nC:\\Music\\03 - Some_Band - A Song.flac\nfile:///m/Duo%20-%20Caf%C3%A9.mp3\n`,
    )
    expect(rows.map(({ id, artist, title }) => [id, artist, title])).toEqual([
      [ID, 'Unknown artist', 'Untitled'],
      [null, 'Some Band', 'A Song'],
      [null, 'Duo', 'Café'],
    ])
  })

  test('names an entry that says nothing of a track', async () => {
    const { skipped } = await read('#EXTM3U\n#EXT-X-VERSION:3\nsegment0001.ts\nhttps://host/stream\n')
    expect(skipped).toEqual([
      { line: 3, name: 'segment0001', reason: expect.stringContaining('neither a Spotify id') as string },
      { line: 4, name: '', reason: expect.stringContaining('neither a Spotify id') as string },
    ])
  })

  test('of an older kind is told by its name', async () => {
    const events = []
    for await (const block of readTrackFile(inChunks(Buffer.from('Band - Song.mp3\n')), {
      filename: 'a.m3u',
    })) {
      events.push(...block)
    }
    expect(rowsOf(events)).toMatchObject([{ track: { name: 'Song', artists: [{ name: 'Band' }] } }])
  })
})

describe('PLS', () => {
  test('is read with title, length and what the path says', async () => {
    const { rows, tracks } = await read(
      '[playlist]\nFile1=C:\\Music\\Duo\\LP\\03 - Lamp.mp3\nLength1=200\nFile2=http://host/2\nTitle2=311 - Down\nLength2=-1\nFile3=http://host/3\nNumberOfEntries=3\nVersion=2\n',
    )
    expect(rows.map(({ artist, title }) => [artist, title])).toEqual([
      ['Duo', 'Lamp'],
      ['311', 'Down'],
    ])
    expect(tracks.map(({ durationMs }) => durationMs)).toEqual([200_000, null])
  })
})

describe('what is written without a header', () => {
  test('is refused between tabs, where nothing says which column is which', async () => {
    await expect(read('Lamp\tKestrel Bay\nBell\tOtto Lind\nOar\tOtto Lind\n')).rejects.toMatchObject({
      name: 'DomainError',
    })
  })

  test("is read where it is spotify-backup's, with its playlists", async () => {
    const { rows, skipped } = await read(
      `Playlists: \r\n\r\nMorning\r\nA\tB, C\tD\t${URI}\t2011\r\nE\tTyler, The Creator\tG\tspotify:local:x\t\r\n`,
    )
    expect(rows.map(({ title, artist, playlist }) => [title, artist, playlist])).toEqual([
      ['A', 'B', 'Morning'],
      ['E', 'Tyler, The Creator', 'Morning'],
    ])
    expect(skipped).toEqual([])
  })
})

test('an entry of M3U that is described and has no address counts', async () => {
  const { rows } = await read('#EXTM3U\n#EXTINF:1,A - B\n#EXTINF:1,C - D\nx.mp3\n#EXTINF:1,E - F\n')
  expect(rows.map(({ artist, title }) => `${String(artist)} - ${title}`)).toEqual(['A - B', 'C - D', 'E - F'])
})

test('what is no track among the entries of a JSON list is counted', async () => {
  const entry = { endTime: 'x', artistName: 'B', trackName: 1999 }
  const { rows, skipped } = await read(JSON.stringify([{ odd: 1 }, entry, { odd: 2 }]))
  expect(rows).toMatchObject([{ line: 2, title: '1999' }])
  expect(skipped.map(({ line }) => line)).toEqual([1, 3])
})

describe('XSPF', () => {
  const list = (tracks: string) =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<playlist version="1" xmlns="http://xspf.org/ns/0/"><title>Mix &amp; more</title><trackList>${tracks}</trackList></playlist>`

  test.each([1, 7, undefined])('is read from chunks of %s bytes', async (chunk) => {
    const { rows, tracks } = await read(
      list(
        `\n<track><location>http://host/a.ogg</location><identifier>${URI}</identifier><title>A &lt;B&gt; é</title>` +
          `<creator>Band</creator><album>Album</album><duration>215000</duration></track>` +
          `<track><title><![CDATA[C & D]]></title><creator>Duo</creator></track>`,
      ),
      chunk,
    )
    expect(rows).toEqual([
      { line: 3, id: ID, artist: 'Band', title: 'A <B> é', playlist: 'Mix & more' },
      { line: 3, id: null, artist: 'Duo', title: 'C & D', playlist: 'Mix & more' },
    ])
    expect(tracks[0]).toMatchObject({ album: { name: 'Album' }, durationMs: 215_000 })
  })

  test('that is cut off keeps what came before and names the break', async () => {
    const { rows, skipped } = await read(
      list(`<track><title>A</title><creator>B</creator></track><track><title>C`).slice(0, -20),
    )
    expect(rows).toHaveLength(1)
    expect(skipped).toMatchObject([{ reason: 'the file breaks off here; export it again' }])
  })

  test('expands no entity of its own, so that a document cannot blow up', async () => {
    const bomb = `<!DOCTYPE p [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><playlist xmlns="http://xspf.org/ns/0/"><trackList><track><title>&b;</title><creator>B</creator></track></trackList></playlist>`
    await expect(read(bomb)).rejects.toMatchObject({ code: 'FILE_NOT_A_TABLE' })
  })
})

describe('JSON', () => {
  test("is read from Spotify's account data: playlists", async () => {
    const item = (track: unknown, rest = {}) => ({ track, episode: null, localTrack: null, ...rest })
    const { rows, tracks, skipped } = await read(
      JSON.stringify({
        playlists: [
          {
            name: 'Morning',
            lastModifiedDate: '2026-01-01',
            items: [
              item({ trackName: 'A', artistName: 'B', albumName: 'C', trackUri: URI }),
              item(null, { episode: { episodeName: 'Talk', showName: 'Show' } }),
            ],
            description: null,
          },
          {
            name: 'Night',
            items: [item({ trackName: 'D', artistName: 'E', albumName: null, trackUri: 'x' })],
          },
        ],
      }),
      5,
    )
    expect(rows).toEqual([
      { line: 1, id: ID, artist: 'B', title: 'A', playlist: 'Morning' },
      { line: 3, id: null, artist: 'E', title: 'D', playlist: 'Night' },
    ])
    expect(tracks[0]?.album?.name).toBe('C')
    expect(skipped).toEqual([{ line: 2, name: 'Talk', reason: 'it is a podcast episode' }])
  })

  test("is read from Spotify's account data: library", async () => {
    const { rows } = await read(
      JSON.stringify({
        tracks: [{ artist: 'B', album: 'C', track: 'A', uri: URI }],
        albums: [{ artist: 'B', album: 'C', uri: 'spotify:album:x' }],
        shows: [],
      }),
    )
    expect(rows).toEqual([{ line: 1, id: ID, artist: 'B', title: 'A', playlist: 'Liked Songs' }])
  })

  test('is read from both kinds of streaming history', async () => {
    const short = [{ endTime: '2025-01-01 10:00', artistName: 'B', trackName: 'A', msPlayed: 1 }]
    const extended = [
      {
        ts: '2025-01-01T10:00:00Z',
        ms_played: 5,
        master_metadata_track_name: 'A',
        master_metadata_album_artist_name: 'B',
        master_metadata_album_album_name: 'C',
        spotify_track_uri: URI,
        episode_name: null,
      },
      {
        ts: '2025-01-01T11:00:00Z',
        master_metadata_track_name: null,
        spotify_track_uri: null,
        episode_name: 'E',
      },
    ]
    expect((await read(JSON.stringify(short))).rows).toMatchObject([{ id: null, artist: 'B', title: 'A' }])
    expect(await read(JSON.stringify(extended))).toMatchObject({
      rows: [{ id: ID, title: 'A' }],
      skipped: [],
    })
  })

  test('is read from JSPF', async () => {
    const { rows, tracks } = await read(
      JSON.stringify({
        playlist: {
          title: 'Mix',
          track: [
            { title: 'A', creator: 'B', duration: 1000, identifier: ['https://musicbrainz.org/x'] },
            { title: 'C', creator: 'D', location: [`https://open.spotify.com/track/${ID}`] },
          ],
        },
      }),
    )
    expect(rows).toMatchObject([
      { id: null, artist: 'B', title: 'A', playlist: 'Mix' },
      { id: ID, artist: 'D', title: 'C', playlist: 'Mix' },
    ])
    expect(tracks[0]?.durationMs).toBe(1000)
  })

  test('that is cut off keeps what came before and names the break', async () => {
    const whole = JSON.stringify([{ endTime: 'x', artistName: 'B', trackName: 'A' }, { endTime: 'y' }])
    const { rows, skipped } = await read(whole.slice(0, -3))
    expect(rows).toHaveLength(1)
    expect(skipped).toMatchObject([{ line: 2, reason: 'the file breaks off here; export it again' }])
  })
})

describe('lines of text', () => {
  test('are read as artist and title, with numbers, quotes and links', async () => {
    const { rows, skipped } = await read(
      `# my list\n1. Some Band – A Song\n02) Jay-Z - "99 Problems"\nhttps://open.spotify.com/track/${ID}?si=x\nEarth, Wind & Fire — September - Live\nDuo\tTab Song\nno separator here\n`,
    )
    expect(rows.map(({ line, id, artist, title }) => [line, id, artist, title])).toEqual([
      [2, null, 'Some Band', 'A Song'],
      [3, null, 'Jay-Z', '99 Problems'],
      [4, ID, 'Unknown artist', 'Untitled'],
      [5, null, 'Earth, Wind & Fire', 'September - Live'],
      [6, null, 'Duo', 'Tab Song'],
    ])
    expect(skipped).toEqual([
      { line: 7, name: 'no separator here', reason: expect.stringContaining('no dash') as string },
    ])
  })
})

describe('a translated header of exportify.app', () => {
  const base =
    'Titel-URI;Titelname;Interpret-URI(s);Interpretenname(n);Album-URI;Albumname;A;B;Erscheinungsdatum;Bild;Disc;Nr;Dauer (ms);Vorschau;Explizit;Beliebtheit;ISRC;Von;Am'
  const row = `${URI};Song;spotify:artist:0OdUWJ0sBjDrqHygGUXeCF;Band, The;spotify:album:2up3OPMp9Tb4dAKM2erWXQ;LP;x;y;2011-02-01;https://i.example/a;1;2;200000;;true;55;USUM71100001;me;2024`
  const table = (names: string, values: string) =>
    [names, values]
      .map((line) =>
        line
          .split(';')
          .map((field) => `"${field}"`)
          .join(','),
      )
      .join('\n')

  test('is read by position', async () => {
    const { tracks, skipped } = await read(table(base, row))
    expect(skipped).toEqual([])
    expect(tracks).toMatchObject([
      {
        spotifyId: ID,
        name: 'Song',
        artists: [{ name: 'Band, The', spotifyId: '0OdUWJ0sBjDrqHygGUXeCF' }],
        album: { name: 'LP', releaseDate: '2011-02-01' },
        durationMs: 200_000,
        explicit: true,
        popularity: 55,
        isrc: 'USUM71100001',
      },
    ])
  })

  test('is read with what was appended', async () => {
    const features = 'Tanzbarkeit;Energie;Tonart;Laut;Modus;Sprache;Akustik;Instr;Live;Val;Tempo;Takt'
    const values = '0.5;0.6;7;-6.5;1;0.04;0.1;0;0.2;0.7;121.9;4'
    const events = await readAll(
      table(`${base};Genres;${features};x;y;z`, `${row};"rock";${values};;;`.replaceAll('"', '')),
    )
    expect(rowsOf(events)).toMatchObject([
      { track: { genres: ['rock'] }, values: { danceability: 0.5, key: 7, tempo: 121.9, time_signature: 4 } },
    ])
  })
})

test('whatever begins as one of these and goes on as noise is refused or skipped, and never crashes', async () => {
  const starts = [
    '#EXTM3U\n',
    '[{"endTime":"x"',
    '{"playlists":[{"items":[',
    '<playlist xmlns="http://xspf.org/ns/0/"><trackList>',
    'A - B\n',
  ]
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc
      .string({
        unit: fc.constantFrom(
          '"',
          ',',
          '\n',
          '\r',
          '{',
          '}',
          '[',
          ']',
          ':',
          '<',
          '>',
          '/',
          '&',
          ';',
          '-',
          ' ',
          'a',
          '0',
        ),
        maxLength: 300,
      })
      .map((text) => Buffer.from(text)),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...starts),
      noise,
      fc.integer({ min: 1, max: 64 }),
      async (start, bytes, chunk) => {
        try {
          const events = await readAll(Buffer.concat([Buffer.from(start), bytes]), {
            chunk,
            maxRowBytes: 100,
          })
          for (const { reason, line } of skippedOf(events)) {
            expect(reason).not.toBe('')
            expect(line).toBeGreaterThan(0)
          }
        } catch (error) {
          if (!isDomainError(error)) throw error
        }
      },
    ),
    { numRuns: 600 },
  )
})
