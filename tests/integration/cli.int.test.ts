import { once } from 'node:events'
import { mkdtemp, open, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { startTestServer, type TestServer } from '../setup/server'
import { runCli } from './support/cli'

const HEADER =
  'track_id,track_name,track_artist,track_popularity,track_album_id,track_album_name,track_album_release_date,playlist_name,playlist_id,danceability,energy,key,loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,tempo,duration_ms\n'

/** A made-up id: every track of these files has one of its own. */
const idOf = (index: number) => `cliTest${String(index).padStart(15, '0')}`

function csvRow(index: number, id = idOf(index)): string {
  const share = (step: number) => (((index * step) % 97) / 97).toFixed(3)
  const features = [
    share(3),
    share(5),
    index % 12,
    -3 - (index % 20),
    index % 2,
    share(7),
    share(11),
    share(13),
    share(17),
    share(19),
    80 + (index % 90),
  ]
  return `${id},"Song, no. ${index}",Band ${index % 50},50,,Album,2001-02-03,List,listOfTheTestFile00000,${features.join(',')},200000\n`
}

let server: TestServer
let database: TestDatabase
let folder = ''

beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer({ databaseUrl: database.url, seeded: true })
  folder = await mkdtemp(path.join(tmpdir(), 'segue-cli-'))
})
afterAll(async () => {
  await server.stop()
  await database.drop()
  await rm(folder, { recursive: true })
})

const segue = (args: string[], env?: Record<string, string>) => runCli(server, folder, args, env)

async function writeTable(name: string, rows: string[]): Promise<void> {
  await writeFile(path.join(folder, name), HEADER + rows.join(''))
}

const parseLines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; neighbours: { id: string; score: number }[] })

describe('segue import', () => {
  const rows = Array.from({ length: 8000 }, (_, i) => csvRow(i))

  test('reads a file of more than a megabyte, and the second time changes nothing', async () => {
    await writeTable('songs.csv', [...rows, csvRow(0), 'xyz,Bad,Band\n'])
    const first = await segue(['import', 'songs.csv', '--json'])
    expect(first).toMatchObject({ code: 0 })
    expect(JSON.parse(first.out)).toMatchObject({
      file: 'songs.csv',
      read: 8002,
      added: 8000,
      merged: 1,
      skipped: 1,
      skippedNamed: [{ where: 8003, reason: 'the row has 3 fields, the header has 21' }],
      searchable: 8000,
    })
    const second = await segue(['import', 'songs.csv'])
    expect(second.code).toBe(0)
    expect(second.out).toMatch(/added +0\n +updated +0\n +unchanged +8,000\n/)
    expect(second.out).toContain('line 8,003 (Bad): the row has 3 fields, the header has 21')
  })

  test('corrects what a file said where it is asked to', async () => {
    await writeTable('corrected.csv', [csvRow(0).replace('Song, no. 0', 'Corrected'), csvRow(1)])
    const filled = await segue(['import', 'corrected.csv', '--json'])
    expect(JSON.parse(filled.out)).toMatchObject({ updated: 0, unchanged: 2 })
    const replaced = await segue(['import', 'corrected.csv', '--replace', '--json'])
    expect(JSON.parse(replaced.out)).toMatchObject({ updated: 1, unchanged: 1 })
    await writeTable('again.csv', [csvRow(0), csvRow(1)])
    expect(JSON.parse((await segue(['import', 'again.csv', '--replace', '--json'])).out)).toMatchObject({
      updated: 1,
    })
  })

  test('of several files reads the good ones and fails by the bad one', async () => {
    await writeTable('good.csv', [csvRow(0)])
    await writeFile(path.join(folder, 'page.csv'), '<!doctype html>')
    const { code, out, err } = await segue(['import', 'page.csv', 'good.csv', '--as', 'Été', '--json'])
    expect(code).toBe(1)
    const [documents] = out.trim().split('\n')
    expect(JSON.parse(documents ?? '')).toMatchObject([
      { file: 'page.csv', error: { code: 'FILE_NOT_A_TABLE' } },
      { file: 'good.csv', read: 1, unchanged: 1, playlists: 1 },
    ])
    expect(err).toContain('page.csv: "page.csv" is an HTML or XML page, not a table.')
  })

  test('without the secret of the server is refused and says what to set', async () => {
    await writeTable('one.csv', [csvRow(0)])
    const none = await segue(['import', 'one.csv'], { SERVICE_SECRET: '', DATA_DIR: folder })
    expect(none).toMatchObject({ code: 1 })
    expect(none.err).toContain('There is no service secret')
    const forged = await segue(['import', 'one.csv'], { SERVICE_SECRET: 'x'.repeat(40) })
    expect(forged).toMatchObject({ code: 1 })
    expect(forged.err).toContain('The service token is not valid.')
  })
})

describe('segue recommend', () => {
  test('gives k others than the track itself, as the API does', async () => {
    const { code, out } = await segue(['recommend', idOf(1), '--k', '5', '--json'])
    expect(code).toBe(0)
    const { query, tracks } = JSON.parse(out) as {
      query: { id: string }
      tracks: { rank: number; track: { id: string } }[]
    }
    expect(query.id).toBe(idOf(1))
    expect(tracks.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5])
    expect(tracks.map(({ track }) => track.id)).not.toContain(idOf(1))
  })

  test('takes links and several tracks, for people too', async () => {
    const seeds = [`spotify:track:${idOf(2)}`, idOf(3), '--not', idOf(4)]
    const { code, out } = await segue(['recommend', ...seeds, '--k', '2', '--mode', 'continue'])
    expect(code).toBe(0)
    expect(out).toContain(
      'To go on from Song, no. 2 – Band 2 (2001); Song, no. 3 – Band 3 (2001), but not like Song, no. 4 – Band 4 (2001):',
    )
    expect(out).toContain('alike: ')
    expect(out).toMatch(/closer than (more than )?[\d.]+ % of the catalog/)
  })

  test('keeps to filters, and gives the same again', async () => {
    const filters = ['--tempo', '100-110', '--key', '8A', '--weight', 'era=0', '--per-artist', '1']
    const ask = () => segue(['recommend', idOf(1), ...filters, '--k', '20', '--mode', 'discover', '--json'])
    const [first, again] = [await ask(), await ask()]
    expect(again.out).toBe(first.out)
    const { tracks } = JSON.parse(first.out) as { tracks: { track: { artists: { name: string }[] } }[] }
    const artists = tracks.map(({ track }) => track.artists[0]?.name)
    expect(tracks.length).toBeGreaterThan(5)
    expect(new Set(artists).size).toBe(artists.length)
    expect(artists).not.toContain('Band 1')
  })

  test('says which filter is wrong', async () => {
    const { code, err } = await segue(['recommend', idOf(1), '--key', 'H'])
    expect(code).toBe(2)
    expect(err).toContain('The key must be a Camelot code from 1A to 12B.')
  })

  test('of a track that nobody knows fails with a sentence', async () => {
    const { code, err } = await segue(['recommend', 'zzzzzzzzzzzzzzzzzzzzzz'])
    expect(code).toBe(1)
    expect(err).toContain('not in the catalog')
  })
})

describe('segue neighbours', () => {
  test('writes a line for every searchable track and no half file', async () => {
    const { code, out } = await segue(['neighbours', '--k', '5', '--out', 'n.ndjson', '--json'])
    expect(code).toBe(0)
    const { tracks } = JSON.parse(out) as { tracks: number }
    const lines = parseLines(await readFile(path.join(folder, 'n.ndjson'), 'utf8'))
    expect(lines).toHaveLength(tracks)
    expect(tracks).toBeGreaterThan(8000)
    expect(new Set(lines.map(({ id }) => id)).size).toBe(tracks)
    for (const { id, neighbours } of lines) {
      expect(neighbours).toHaveLength(5)
      expect(neighbours.map((neighbour) => neighbour.id)).not.toContain(id)
    }
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test('writes those that are listed, in their order, to a pipe', async () => {
    await writeFile(path.join(folder, 'ids.txt'), `${idOf(9)}\r\n\n${idOf(4)}\n`)
    const { code, out } = await segue(['neighbours', '--ids', 'ids.txt', '--k', '3', '--out', '-'])
    expect(code).toBe(0)
    expect(parseLines(out).map(({ id, neighbours }) => [id, neighbours.length])).toEqual([
      [idOf(9), 3],
      [idOf(4), 3],
    ])
  })
})

describe('segue continue', () => {
  test('writes a line for every list, in their order', async () => {
    const lists = [0, 1, 2].map((n) => ({ key: `list ${n}`, seeds: [1, 2, 3].map((i) => idOf(n * 100 + i)) }))
    await writeFile(path.join(folder, 'lists.ndjson'), lists.map((list) => JSON.stringify(list)).join('\n'))
    const { code, out } = await segue([
      'continue',
      '--batch',
      'lists.ndjson',
      '--k',
      '15',
      '--out',
      'continued.ndjson',
      '--json',
    ])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ lists: 3, missing: 0, mode: 'continue', k: 15 })
    const lines = (await readFile(path.join(folder, 'continued.ndjson'), 'utf8')).trim().split('\n')
    const read = lines.map(
      (line) => JSON.parse(line) as { key: string; tracks: { id: string; score: number }[] },
    )
    expect(read.map(({ key }) => key)).toEqual(['list 0', 'list 1', 'list 2'])
    read.forEach(({ tracks }, i) => {
      expect(tracks).toHaveLength(15)
      const scores = tracks.map(({ score }) => score)
      expect(scores).toEqual([...scores].sort((a, b) => b - a))
      for (const { id } of tracks) expect(lists[i]?.seeds).not.toContain(id)
    })
  })

  test('names the line that is no list', async () => {
    await writeFile(path.join(folder, 'bad.ndjson'), '{"key":"a","seeds":["x"]}\n{"key":"b"}\n')
    const { code, err } = await segue(['continue', '--batch', 'bad.ndjson', '--out', 'c.ndjson'])
    expect(code).toBe(1)
    expect(err).toContain('Line 2 is not a list of seeds.')
  })
})

describe('segue index, jobs and ingest', () => {
  test('a rebuild makes a newer version', async () => {
    const before = JSON.parse((await segue(['index', 'status', '--json'])).out) as {
      current: { version: number } | null
    }
    const { code, out } = await segue(['index', 'rebuild', '--json'])
    expect(code).toBe(0)
    const after = JSON.parse(out) as { current: { version: number; count: number }; searchable: number }
    expect(after.current.version).toBeGreaterThan(before.current?.version ?? 0)
    expect(after.current.count).toBe(after.searchable)
  })

  test('a playlist of the sandbox is read and summed up', async () => {
    const jobs = JSON.parse((await segue(['jobs', '--json'])).out) as {
      id: string
      kind: string
      subject: string
    }[]
    const known = jobs.find(({ kind }) => kind === 'ingest-playlist')
    expect(known).toBeDefined()
    const { code, out } = await segue(['ingest', `https://open.spotify.com/playlist/${known?.subject ?? ''}`])
    expect(code).toBe(0)
    expect(out).toMatch(/tracks +\d+, \d+ searchable/)
    const one = await segue(['jobs', known?.id ?? ''])
    expect(one.out).toContain(': done')
  })
})

test('what retention would remove is counted for operators, and stays', async () => {
  await database.sql`
    insert into jobs (kind, subject, state, finished_at) values ('import-file', 'long ago', 'done', now() - interval '1 year')`
  const countJobs = () => database.sql`select count(*) from jobs where subject = 'long ago'`
  const before = await countJobs()
  const { code, out } = await segue(['retention', '--json'])
  expect(code).toBe(0)
  const { rules } = JSON.parse(out) as { rules: { rule: string; count: number; why: string }[] }
  expect(rules.find(({ rule }) => rule === 'jobs')).toMatchObject({ count: 1, why: 'they ended 90 days ago' })
  expect(await countJobs()).toEqual(before)
  expect((await segue(['retention'])).out).toContain('Nothing was removed')
  const response = await fetch(`${server.url}/api/trpc/retention.preview`)
  expect(response.status).toBe(401)
})

test('a large file is sent as it is read: memory does not grow with it', async () => {
  const file = path.join(folder, 'large.csv')
  const handle = await open(file, 'w')
  const block = Buffer.alloc(1024 * 1024, 'x')
  for (let i = 0; i < 200; i++) await handle.write(block)
  await handle.close()
  let received = 0
  const slow = createServer((request, response) => {
    receive(request).then(
      () =>
        response
          .writeHead(422, { 'content-type': 'application/json' })
          .end('{"error":{"code":"X","message":"Enough.","hint":"None."}}'),
      () => response.destroy(),
    )
  })
  const receive = async (request: IncomingMessage) => {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      received += chunk.length
      if (received % (4 * 1024 * 1024) < chunk.length) await setTimeout(5)
    }
  }
  slow.listen(0, '127.0.0.1')
  await once(slow, 'listening')
  const { port } = slow.address() as AddressInfo
  try {
    // GNU time and /proc are not everywhere: the tool itself is asked, through a module that is loaded before it.
    const probe = "process.on('exit', () => process.stderr.write(`peak ${process.resourceUsage().maxRSS}`))"
    const { code, err } = await segue(['import', 'large.csv'], {
      SEGUE_URL: `http://127.0.0.1:${port}`,
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(probe)}`,
    })
    expect(code).toBe(1)
    expect(err).toContain('Enough.')
    expect(received).toBe(200 * 1024 * 1024)
    const peakMb = Number(/peak (\d+)/.exec(err)?.[1]) / 1024
    expect(peakMb).toBeGreaterThan(10)
    expect(peakMb).toBeLessThan(200)
  } finally {
    slow.close()
    slow.closeAllConnections()
  }
})
