import { createReadStream, existsSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isDomainError } from '../domain/errors'
import { readTrackFile } from './read-track-file'
import { inChunks, readAll, rowsOf, skippedOf } from './test-support'

const IDS = ['6f807x0ima9a1j3VPbc7VN', '0r7CVbZTWZgbTCYdfa2P31', '1z1Hg7Vb0AhHDiEmnDE79l']
const HEADER = 'track_id,track_name,track_artist,energy\n'
const row1 = `${IDS[1] ?? ''},x,y,0.5\n`
const row = (index: number, name = `Song ${index}`) => `${IDS[index % IDS.length] ?? ''},${name},Artist,0.5\n`

async function failure(content: string | Uint8Array) {
  try {
    await readAll(content)
  } catch (error) {
    if (isDomainError(error)) return { code: error.code, message: error.message, hint: error.hint }
    throw error
  }
  throw new Error('the file was read')
}

describe('a row that cannot be read', () => {
  test.each([
    ['too many fields', `${IDS[0] ?? ''},a,b,0.5,extra\n`, 'the row has 5 fields, the header has 4'],
    ['too few fields', `${IDS[0] ?? ''},a\n`, 'the row has 2 fields, the header has 4'],
    [
      'a bad id alone',
      'xyz,,,0.5\n',
      'the id "xyz" is not a Spotify track id, which has 22 letters and digits',
    ],
    ['nothing to name it', ',a,,0.5\n', 'the row has neither a track id nor a title with an artist'],
    ['an unclosed quote', `${IDS[0] ?? ''},"a,b,0.5\n`, 'a quotation mark is opened and not closed'],
    ['a NUL', `${IDS[0] ?? ''},a\0,b,0.5\n`, 'the row holds binary data'],
  ])('%s is skipped with line and reason, and the rest goes on', async (_what, bad, reason) => {
    const events = await readAll(HEADER + row(1).repeat(3000) + bad + row(2).repeat(3000))
    expect(skippedOf(events)).toMatchObject([{ line: 3002, reason }])
    expect(rowsOf(events)).toHaveLength(6000)
    expect(rowsOf(events)[3000]).toMatchObject({ line: 3003, track: { spotifyId: IDS[2] } })
  })

  test('carries the name that it had', async () => {
    const events = await readAll(`${HEADER}xyz,Song of nobody,,0.5\n`)
    expect(skippedOf(events)).toMatchObject([{ name: 'Song of nobody' }])
  })

  test('that is not UTF-8 in a file of it is skipped, so that nobody stores a garbled name', async () => {
    const bad = Buffer.from(row(1, 'Caf\xe9'), 'latin1')
    const events = await readAll(
      Buffer.concat([Buffer.from(HEADER + row(0, 'Étang')), bad, Buffer.from(row(2))]),
    )
    expect(skippedOf(events)).toMatchObject([
      { line: 3, reason: expect.stringContaining('not UTF-8') as string },
    ])
    expect(rowsOf(events)).toHaveLength(2)
  })

  test('that never ends costs one line', async () => {
    const events = await readAll(`${HEADER}${row(0)}${'x'.repeat(5000)}\n${row(1)}`, {
      maxRowBytes: 1000,
      chunk: 100,
    })
    expect(skippedOf(events)).toEqual([{ line: 3, name: '', reason: 'the row is longer than 1000 bytes' }])
    expect(rowsOf(events).map(({ line }) => line)).toEqual([2, 4])
  })

  test('with several unclosed quotes costs each its line', async () => {
    const bad = `${IDS[0] ?? ''},"a,b,0.5\n`
    const events = await readAll(HEADER + row(0) + bad + row(1) + bad + row(2), { chunk: 7 })
    expect(skippedOf(events).map(({ line }) => line)).toEqual([3, 5])
    expect(rowsOf(events).map(({ line }) => line)).toEqual([2, 4, 6])
  })
})

describe('a value that is not understood', () => {
  test('is left out and named with its column, and the row counts', async () => {
    const header = 'track_id,track_name,track_artist,energy,key,release_date,duration_ms,explicit\n'
    const events = await readAll(`${header}${IDS[0] ?? ''},a,b,loud,H♭,1200-01-01,200000,maybe\n`)
    expect(rowsOf(events)).toMatchObject([
      {
        track: { spotifyId: IDS[0], durationMs: 200_000, explicit: null, releaseYear: null },
        values: {},
        unread: [
          { column: 'release_date', value: '1200-01-01' },
          { column: 'explicit', value: 'maybe' },
          { column: 'energy', value: 'loud' },
          { column: 'key', value: 'H♭' },
        ],
      },
    ])
  })

  test.each(['xyz', '17', 'nan', 'NA', 'None', 'null'])(
    'of the id %j counts by title and artist',
    async (id) => {
      const [row] = rowsOf(await readAll(`${HEADER}${id},a,b,0.5\n${row1}`))
      expect(row).toMatchObject({ track: { spotifyId: null, name: 'a', artists: [{ name: 'b' }] } })
    },
  )
})

describe('a good row', () => {
  test('may hold line breaks, doubled quotation marks and delimiters', async () => {
    const events = await readAll(`${HEADER}${IDS[0] ?? ''},"a ""b""\r\n, c",d,0.5\r\n${row(1)}`)
    expect(rowsOf(events)).toMatchObject([{ line: 2, track: { name: 'a "b"\r\n, c' } }, { line: 4 }])
  })

  test('may hold a bare quotation mark', async () => {
    const events = await readAll(HEADER + row(0, '7" mix') + row(1))
    expect(rowsOf(events).map(({ track }) => track.name)).toEqual(['7" mix', 'Song 1'])
  })

  test('may be the last line without an end, and blank lines do not count', async () => {
    const events = await readAll(`\n${HEADER}\n${row(0)}\n\n${row(1).trim()}`)
    expect(rowsOf(events).map(({ line }) => line)).toEqual([4, 7])
    expect(skippedOf(events)).toEqual([])
  })

  test('has no value where the field is empty, out of range or NA', async () => {
    const events = await readAll('id,energy,tempo,loudness,key\n' + `${IDS[0] ?? ''},,0,NA,-1\n`)
    expect(rowsOf(events)[0]?.values).toEqual({})
  })

  test('may write decimals with a comma where the semicolon separates', async () => {
    const events = await readAll(`sep=;\nid;energy\n${IDS[0] ?? ''};0,5\n`)
    expect(rowsOf(events)).toMatchObject([{ line: 3, values: { energy: 0.5 } }])
  })

  test.each([
    [
      'hundredths',
      'title;artist;energy;valence\nLamp;Otto;55;100\nBell;Otto;12;1\n',
      [0.55, 0.12],
      [1, 0.01],
    ],
    [
      'hundredths by name',
      'title,artist,energy_%,valence\nLamp,Otto,1,0.5\nBell,Otto,1,0.4\n',
      [0.01, 0.01],
      [0.5, 0.4],
    ],
    ['shares', 'title,artist,energy,valence\nLamp,Otto,1,0\nBell,Otto,0,1\n', [1, 0], [0, 1]],
  ])('counts %s as its columns do', async (_what, content, energy, valence) => {
    const rows = rowsOf(await readAll(content))
    expect(rows.map(({ values }) => values.energy)).toEqual(energy)
    expect(rows.map(({ values }) => values.valence)).toEqual(valence)
  })

  test.each([
    ['Duration', ['03:45:00', '12:10:00'], [225_000, 730_000]],
    ['Duration', ['0:03:45', '1:02:03'], [225_000, 3_723_000]],
    ['Duration', ['225', '190.5'], [225_000, 190_500]],
    ['Duration', ['225000', '190500'], [225_000, 190_500]],
    ['Duration', ['3.75', '4.1'], [null, null]],
    ['duration_min', ['3.75', '4'], [225_000, 240_000]],
    ['Length (s)', ['22', '19'], [22_000, 19_000]],
  ])('has the length that a column %s of %j says', async (header, cells, lengths) => {
    const lines = cells.map((cell, i) => `Song ${String(i)},Otto,"${cell}"`)
    const rows = rowsOf(await readAll(`Title,Artist,${header}\n${lines.join('\n')}\n`))
    expect(rows.map(({ track }) => track.durationMs)).toEqual(lengths)
  })

  test('may have empty fields behind the last column, and other quotation marks', async () => {
    expect(rowsOf(await readAll('Title,Artist\nLamp,Otto,,\n'))).toHaveLength(1)
    const [row] = rowsOf(await readAll(`'Title','Artist'\n'Lamp','Otto'\n`))
    expect(row?.track).toMatchObject({ name: 'Lamp', artists: [{ name: 'Otto' }] })
  })

  test('may stand below lines that are no header', async () => {
    const events = await readAll('My export\n\nGenerated;2026\nTitel;Interpret;Jahr\nLampe;Otto;1998\n')
    expect(rowsOf(events)).toMatchObject([{ line: 5, track: { name: 'Lampe', releaseYear: 1998 } }])
  })

  test('may have artist and title in one column', async () => {
    const rows = rowsOf(await readAll('Song,Plays\nKestrel Bay - Lamp,3\nOtto Lind – Bell,4\n'))
    expect(rows.map(({ track }) => [track.artists[0]?.name, track.name])).toEqual([
      ['Kestrel Bay', 'Lamp'],
      ['Otto Lind', 'Bell'],
    ])
  })

  test.each([
    ['UTF-16 little endian', Buffer.from(`\uFEFF${HEADER}${row(0, '名前 é')}`, 'utf16le')],
    ['UTF-16 big endian', Buffer.from(`\uFEFF${HEADER}${row(0, '名前 é')}`, 'utf16le').swap16()],
    ['lines that end in CR', Buffer.from((HEADER + row(0, '名前 é')).replaceAll('\n', '\r'))],
  ])('is read from %s', async (_what, bytes) => {
    expect(rowsOf(await readAll(bytes, { chunk: 3 }))[0]?.track.name).toBe('名前 é')
  })
})

describe('a file that is not a table of tracks', () => {
  test.each([
    ['nothing', '', 'is empty'],
    ['blank lines', '\n \n\n', 'is empty'],
    ['a byte order mark alone', '\uFEFF', 'is empty'],
    ['a page', '<!doctype html><html>', 'is an HTML or XML page'],
    ['JSON', '{"tracks": []}', 'is JSON'],
    ['a JSON list', '[{"id": 1}]', 'is JSON'],
    ['prose', 'Once upon a time\nthere was a song\n', 'is not a table'],
    ['a header alone', HEADER, 'has a header and no rows'],
    ['binary data', Buffer.from([1, 2, 0, 4, 5]), 'is binary data'],
    ['a spreadsheet', Buffer.from('PK\x03\x04\x14\0\x06', 'latin1'), 'is a zip archive or a spreadsheet'],
    ['broken UTF-16', Buffer.from([0xff, 0xfe, 0x41, 0, 0x0a]), 'begins as UTF-16'],
    ['a header in no encoding', Buffer.from('track_id,a\x81\x8d\xf8\nx,y\n', 'latin1'), 'is not UTF-8 text'],
  ])('%s', async (_what, content, sentence) => {
    const { code, message, hint } = await failure(content)
    expect(code).toBe('FILE_NOT_A_TABLE')
    expect(message).toContain(sentence)
    expect(hint).toMatch(/\.$/)
  })

  test('a table of something else is named by its columns', async () => {
    expect(await failure('date,price\n1,2\n')).toMatchObject({
      code: 'FILE_LAYOUT_UNKNOWN',
      message: '"tracks.csv" has no column that names a track. Its columns are "date", "price".',
    })
  })
})

describe('a table whose header nobody knows', () => {
  test.each([
    ['tabs', '\t'],
    ['semicolons', ';'],
    ['bars', '|'],
  ])(
    'is refused with its columns named where %s separate them, and never read as lines',
    async (_what, mark) => {
      const table = ['Wimbo,Msanii,Albamu', 'Lamp - Remastered,Kestrel Bay,Marks', 'Bell,Otto Lind,Marks']
      const found = await failure(table.map((line) => line.replaceAll(',', mark)).join('\n'))
      expect(found.code).toBe('FILE_LAYOUT_UNKNOWN')
      expect(found.message).toContain('"Wimbo", "Msanii", "Albamu"')
    },
  )

  test('is refused where ids name the tracks and a column seems to hold their titles', async () => {
    const found = await failure(`Wimbo,Msanii,spotify_id\nLamp,Kestrel Bay,${IDS[0] ?? ''}\n`)
    expect(found).toMatchObject({ code: 'FILE_LAYOUT_UNKNOWN' })
    expect(found.message).toContain('in the column "Wimbo"')
  })

  test('is refused where it has titles and no artists', async () => {
    expect(await failure('Song,Plays\nLamp,3\nBell,4\n')).toMatchObject({ code: 'FILE_LAYOUT_UNKNOWN' })
  })
})

const name = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom(',', ';', '\t', '"', '\n', ' ', "'"),
      fc.string({ minLength: 1, maxLength: 1 }),
      fc.constantFrom('é', '名', '🎵'),
    ),
    minLength: 1,
    maxLength: 12,
  })
  .filter((text) => text.trim() === text && text !== '' && !text.includes('\0'))
const track = fc.record({
  id: fc.string({ unit: fc.constantFrom('0', 'a', 'Z', '9', 'b', 'Y'), minLength: 22, maxLength: 22 }),
  title: name,
  artist: name,
  energy: fc.option(fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0)),
})

test('any table is read back, whatever its delimiter, quotes, line ends, mark and chunks', async () => {
  const style = fc.record({
    delimiter: fc.constantFrom(',', ';', '\t'),
    end: fc.constantFrom('\n', '\r\n'),
    always: fc.boolean(),
    mark: fc.boolean(),
    chunk: fc.integer({ min: 1, max: 200 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(track, { minLength: 1, maxLength: 30 }), style, async (tracks, options) => {
      const { delimiter, end, always, mark, chunk } = options
      const field = (text: string) =>
        always || /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
      const table = [
        ['track_id', 'track_name', 'track_artist', 'track_album_name', 'energy'],
        ...tracks.map(({ id, title, artist, energy }) => [
          id,
          title,
          artist,
          '',
          energy === null ? '' : String(energy),
        ]),
      ]
      const text = table.map((fields) => fields.map(field).join(delimiter) + end).join('')
      const events = await readAll((mark ? '\uFEFF' : '') + text, { chunk })
      expect(skippedOf(events)).toEqual([])
      const missing = (text: string, fallback: string) => (text === 'NA' ? fallback : text)
      expect(
        rowsOf(events).map(({ track, values }) => [
          track.spotifyId,
          track.name,
          track.artists[0]?.name,
          values,
        ]),
      ).toEqual(
        tracks.map(({ id, title, artist, energy }) => [
          id,
          missing(title, 'Untitled'),
          missing(artist, 'Unknown artist'),
          energy === null ? {} : { energy },
        ]),
      )
    }),
    { numRuns: 150 },
  )
})

test('random bytes are refused or skipped, and never crash', async () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc
      .string({ unit: fc.constantFrom('"', ',', '\n', '\r', ';', 'a', '0', ' '), maxLength: 400 })
      .map((text) => Buffer.from(text)),
  )
  await fc.assert(
    fc.asyncProperty(noise, fc.boolean(), fc.integer({ min: 1, max: 64 }), async (bytes, headed, chunk) => {
      try {
        const events = await readAll(headed ? Buffer.concat([Buffer.from(HEADER), bytes]) : bytes, {
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
    }),
    { numRuns: 500 },
  )
})

test('the source is let go when the reader stops early', async () => {
  let closed = false
  async function* source() {
    try {
      for (;;) yield Buffer.from(HEADER + row(0).repeat(1000))
    } finally {
      closed = true
    }
  }
  const events = readTrackFile(source(), { filename: 'endless.csv' })
  expect((await events.next()).value).toContainEqual(expect.objectContaining({ kind: 'row' }))
  await events.return(undefined)
  expect(closed).toBe(true)
})

test('a failing source fails the reader with its own error', async () => {
  async function* source() {
    yield Buffer.from(HEADER)
    throw new Error('the connection was lost')
  }
  await expect(async () => {
    for await (const _block of readTrackFile(source(), { filename: 'x.csv' }));
  }).rejects.toThrow('the connection was lost')
})

test('the event loop gets its turn while a large upload that is already here is read', async () => {
  const bytes = Buffer.from(HEADER + row(0).repeat(20_000))
  let turns = 0
  const timer = setInterval(() => (turns += 1), 1)
  let rows = 0
  for await (const block of readTrackFile(inChunks(bytes), { filename: 'x.csv' })) rows += block.length
  clearInterval(timer)
  expect(rows).toBe(20_000)
  expect(turns).toBeGreaterThan(10)
})

const DATA = new URL('../../../shared/data/tracks/', import.meta.url)

describe.each([
  { file: 'tidytuesday_spotify_songs.csv', rows: 32_833, ids: 28_356, playlists: 471 },
  { file: 'hitpredictor_80s.csv', rows: 6908, ids: 6898, playlists: 0 },
])('$file', ({ file, rows, ids, playlists }) => {
  const url = new URL(file, DATA)
  const there = existsSync(url)
  test.skipIf(!there)(there ? 'is read whole' : `is not at ${url.pathname}: skipped`, async () => {
    const seen = { ids: new Set<string | null>(), playlists: new Set<string>(), rows: 0, skipped: 0 }
    for await (const block of readTrackFile(createReadStream(url), { filename: file })) {
      for (const event of block) {
        if (event.kind === 'skipped') seen.skipped += 1
        else if (event.kind === 'row') {
          seen.rows += 1
          seen.ids.add(event.row.track.spotifyId)
          if (event.row.playlist) seen.playlists.add(event.row.playlist.key)
        }
      }
    }
    expect([seen.rows, seen.ids.size, seen.playlists.size, seen.skipped]).toEqual([rows, ids, playlists, 0])
  })
})
