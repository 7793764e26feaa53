import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SegueClient } from '~server/client'
import { FoundTracks } from '~server/search/domain/search'
import { storeTracks } from '~server/catalog/store-tracks'
import { createCatalogRepository } from '~server/catalog/store/catalog.repository'
import type { IncomingTrack } from '~server/domain/track'
import { startTestServer, type TestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { makeClient, readError } from './support/api'
import { runCli } from './support/cli'
import { idOf, makeTrack, makeValues, PRECEDENCE } from './support/tracks'

let database: TestDatabase
let server: TestServer
let client: SegueClient
beforeAll(async () => {
  database = await createTestDatabase()
  await store([
    named(1, 'Halo', ['Beyoncé'], { popularity: 77, isrc: 'USSM10803749' }),
    named(2, 'Hello', ['Adele'], { popularity: 73 }),
    named(3, 'Hello', ['Ice Cube', 'Dr. Dre'], { popularity: 55 }),
    named(4, 'Work (feat. Drake)', ['Rihanna', 'Drake'], { popularity: 80 }),
  ])
  server = await startTestServer({ databaseUrl: database.url, env: { SANDBOX_TRACKS: '0' } })
  client = makeClient(server)
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

function named(n: number, name: string, artists: string[], changes: Partial<IncomingTrack> = {}) {
  return makeTrack(n, {
    name,
    artists: artists.map((artist) => ({ spotifyId: null, name: artist })),
    ...changes,
  })
}

/** Stores tracks as every way in does. */
function store(tracks: IncomingTrack[]) {
  const batch = tracks.map((track, n) => ({
    track,
    source: 'spotify' as const,
    features: [
      {
        source: 'file' as const,
        extractor: 'file',
        fetchedAt: new Date(),
        values: makeValues(n + tracks.length),
      },
    ],
  }))
  return storeTracks({ catalog: createCatalogRepository(database.sql), precedence: PRECEDENCE }, batch)
}

async function search(q: string, k?: number) {
  const query = new URLSearchParams({ q, ...(k !== undefined && { k: String(k) }) })
  const answer = await fetch(`${server.url}/api/search?${query.toString()}`)
  expect(answer.status).toBe(200)
  return FoundTracks.parse(await answer.json())
}
const idsOf = async (q: string, k?: number) => (await search(q, k)).tracks.map(({ track }) => track.id)

describe('GET /api/search', () => {
  it.each([
    ['beyonce halo', 1],
    ['Halo – BEYONCÉ', 1],
    ['beyonse hallo', 1],
    ['dr dre hello', 3],
    ['rihanna ft. drake - work', 4],
    ['US-SM1-08-03749', 1],
  ])('finds %s', async (q, n) => {
    expect((await idsOf(q))[0]).toBe(idOf(n))
  })

  it('gives choices for a name that several have, the better known first, and k of them at most', async () => {
    expect(await search('hello')).toMatchObject({ total: 2, only: null })
    expect(await idsOf('hello')).toEqual([idOf(2), idOf(3)])
    expect(await idsOf('hello', 1)).toEqual([idOf(2)])
  })

  it('names the one track that was given in full', async () => {
    expect((await search('Adele - Hello')).only).toBe(idOf(2))
  })

  it('finds nothing where nothing fits', async () => {
    expect(await search('xqzzy')).toEqual({ q: 'xqzzy', total: 0, only: null, tracks: [] })
  })

  it.each([
    ['no name', '', /name to look for/],
    ['a blank', 'q=+', /name to look for/],
    ['a name without end', `q=${'x'.repeat(301)}`, /at most 300/],
    ['two names', 'q=a&q=b', /name to look for/],
    ['a k that is none', 'q=halo&k=many', /1 to 50/],
    ['a k that is too large', 'q=halo&k=51', /1 to 50/],
  ])('refuses %s with a sentence', async (_what, query, words) => {
    const error = await readError(await fetch(`${server.url}/api/search?${query}`))
    expect(error).toMatchObject({ status: 400, code: 'INPUT_INVALID' })
    expect(error.message).toMatch(words)
  })

  it('says that it takes a GET', async () => {
    const error = await readError(await fetch(`${server.url}/api/search`, { method: 'POST', body: '{}' }))
    expect(error).toMatchObject({ status: 400 })
    expect(error.message).toMatch(/takes a GET/)
  })
})

describe('search.tracks', () => {
  it('finds a track that came after the last search and none that is gone', async () => {
    const find = async (q: string) =>
      (await client.search.tracks.query({ q })).tracks.map(({ track }) => track.id)
    expect(await find('skyfall')).toEqual([])
    await store([named(5, 'Skyfall', ['Adele'])])
    expect(await find('skyfall')).toEqual([idOf(5)])
    await database.sql`delete from tracks where public_id = ${idOf(5)}`
    expect(await find('skyfall')).toEqual([])
  })
})

describe('segue search', () => {
  const segue = (...args: string[]) => runCli(server, tmpdir(), args)

  it('prints a table, and one JSON document with --json', async () => {
    const text = await segue('search', 'hello')
    expect(text.code).toBe(0)
    expect(text.out).toMatch(/^id +artist +title +year +match\n/)
    expect(text.out).toContain('Ice Cube')
    const json = await segue('search', 'dr', 'dre', 'hello', '--k', '1', '--json')
    expect(FoundTracks.parse(JSON.parse(json.out))).toMatchObject({
      q: 'dr dre hello',
      tracks: [{ track: { id: idOf(3) } }],
    })
  })

  it('says that nothing is called so', async () => {
    expect((await segue('search', 'xqzzy')).out).toBe('No track of the catalog is called “xqzzy”.\n')
  })

  it('refuses a name that is too long', async () => {
    const { code, err } = await segue('search', 'x'.repeat(301))
    expect([code, err]).toEqual([2, expect.stringContaining('at most 300') as unknown])
  })
})

describe('segue recommend with a name', () => {
  const segue = (...args: string[]) => runCli(server, tmpdir(), ['recommend', ...args])

  it('answers for the one track that was named in full', async () => {
    const { code, out } = await segue('Adele - Hello', '--k', '1', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ seeds: [{ id: idOf(2) }] })
  })

  it('gives choices and ends with 2 where several tracks are called so', async () => {
    const { code, out, err } = await segue('hello', '--json')
    expect(code).toBe(2)
    expect(err).toMatch(/one of several tracks:[\s\S]*Adele[\s\S]*Ice Cube[\s\S]*Give the id/)
    const { error } = JSON.parse(out) as { error: { code: string; choices: unknown[] } }
    expect(error).toMatchObject({
      code: 'NAME_AMBIGUOUS',
      choices: [{ track: { id: idOf(2) } }, { track: { id: idOf(3) } }],
    })
  })

  it('ends with 1 where no track is called so', async () => {
    const { code, err } = await segue('Adele - Hello', '--not', 'xqzzy')
    expect(code).toBe(1)
    expect(err).toContain('No track of the catalog is called “xqzzy”.')
  })
})

describe('segue recommend --format', () => {
  it.each([
    ['txt', /^(?!Adele).+ - .+\n/],
    ['csv', /^Track URL,Track Name,/],
    ['m3u8', /^#EXTM3U\n#PLAYLIST:Like Hello – Adele/],
    ['jspf', /^\{\n {2}"playlist"/],
  ])('prints the list as %s', async (format, start) => {
    const { code, out } = await runCli(server, tmpdir(), [
      'recommend',
      'Adele - Hello',
      '--k',
      '2',
      '--format',
      format,
    ])
    expect(code).toBe(0)
    expect(out).toMatch(start)
  })
})
