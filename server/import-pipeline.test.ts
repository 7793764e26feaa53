import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isDomainError } from './domain/errors'
import { LIMITS } from './domain/input/limits'
import { readTrackFile } from './files/read-track-file'
import { importFile, type ImportFileDeps } from './ingestion/files/import-file'
import { createMemoryCatalog, freeLocks, tools } from './catalog/testing/fakes'
import { createMemoryImports } from './ingestion/testing/imports'

/** What an import of these bytes reports, over a catalog in memory, with what the reader gave. */
async function runImport(bytes: Buffer, filename: string) {
  const memory = createMemoryCatalog()
  const deps: ImportFileDeps = {
    catalog: memory.catalog,
    precedence: ['file'],
    playlists: { replaceMany: () => Promise.resolve() },
    imports: createMemoryImports(memory),
    index: { follow: () => Promise.resolve() },
    locks: freeLocks,
  }
  let given = 0
  async function* source() {
    await Promise.resolve()
    yield bytes
  }
  async function* counted() {
    for await (const block of readTrackFile(source(), { filename })) {
      given += block.filter(({ kind }) => kind !== 'note').length
      yield block
    }
  }
  const report = await importFile(
    deps,
    { fileKey: 'f', events: counted(), filename, asPlaylist: null },
    tools(),
  )
  return { report, given, stored: memory.tracks.size }
}

const ID = '6f807x0ima9a1j3VPbc7VN'
const STARTS = [
  'track_id,track_name,track_artist,energy,key\n',
  'Titel;Künstler;Jahr\n',
  'Song\tArtist\tAlbum\n',
  '#EXTM3U\n#EXTINF:200,Kestrel Bay - Lamp\n',
  '{"playlists":[{"name":"L","items":[',
  '<?xml version="1.0"?><playlist xmlns="http://xspf.org/ns/0/"><trackList><track><title>Lamp</title>',
  'Kestrel Bay - Lamp\n',
  '',
]
const part = fc.oneof(
  fc.constantFrom(
    ',',
    ';',
    '\t',
    '"',
    '\n',
    '\r\n',
    ' - ',
    '1. ',
    '#',
    '0.5',
    '120',
    'C#',
    'NA',
    ID,
    `spotify:track:${ID}`,
  ),
  fc.constantFrom(
    'Lamp',
    'Kestrel Bay',
    'Lamp,Kestrel Bay,0.5,1',
    `${ID},Lamp,Kestrel Bay,0.5,1\n`,
    'Lamp;Bay;1998\n',
  ),
  fc.constantFrom(
    '#EXTINF:-1,Otto Lind - Bell\n',
    '</track>',
    '{"track":null}',
    '"trackName":"a"',
    ']}]}',
    'é',
    '\u0000',
  ),
  fc.string({ maxLength: 5 }),
)
const text = fc
  .tuple(fc.constantFrom(...STARTS), fc.array(part, { maxLength: 40 }))
  .map(([start, parts]) => Buffer.from(start + parts.join('')))
const file = fc.oneof(
  { weight: 5, arbitrary: text },
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
)

test('of any bytes every entry is stored, merged or skipped, or the file is refused with a reason', async () => {
  const name = fc.constantFrom('a.csv', 'a.txt', 'a.m3u', 'a.json', 'a.xspf')
  await fc.assert(
    fc.asyncProperty(file, name, async (bytes, filename) => {
      try {
        const { report, given, stored } = await runImport(bytes, filename)
        const { read, added, updated, unchanged, merged, skipped } = report
        expect(read).toBe(given)
        expect(added + updated + unchanged + merged + skipped).toBe(read)
        expect(stored).toBe(added)
        expect(stored).toBeGreaterThan(0)
      } catch (error) {
        if (!isDomainError(error)) throw error
        expect(error.message).toMatch(/\S{3}/)
      }
    }),
    { numRuns: 500 },
  )
})

test('the database checks the limits that the reader keeps', () => {
  const schema = readFileSync(new URL('../db/migrations/0001_catalog.sql', import.meta.url), 'utf8')
  const { year, popularity } = LIMITS
  expect(schema).toContain(`release_year between ${String(year.min)} and ${String(year.max)}`)
  expect(schema).toContain(`popularity between ${String(popularity.min)} and ${String(popularity.max)}`)
})

test('a table of cells of any size is read or refused before anybody waits', async () => {
  const rows = ['(', ' ', '[', "'", ',a', '- ', '1,', 'a&', 'The ', '\\'].map((cell) => {
    const long = cell.repeat(Math.floor(60_000 / cell.length / 2))
    return `"${long}x","${long}","${long}",0.5`
  })
  const content = `track_name,artists,genres,energy\n${rows.join('\n')}\nLamp,Kestrel Bay,pop,0.5\n`
  const { report } = await runImport(Buffer.from(content), 'large.csv')
  expect(report).toMatchObject({ read: 11, added: 1, skipped: 10 })
}, 5000)
