import { existsSync, openAsBlob } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { describeFile, type SegueClient } from '~server/client'
import { makeWav } from '~workers/dsp/testing/files'
import { makeChord, makeClicks } from '~workers/dsp/testing/signals'
import { startTestServer, type TestServer } from '../setup/server'
import { createTestDatabase } from '../setup/services'
import { findDifference } from './golden/compare'
import {
  makeClipQuestions,
  makeJourneyQuestions,
  makeSimilarQuestions,
  type Answer,
  type Question,
} from './golden/questions'
import { endOfJob, makeClient } from './support/api'

const root = path.resolve(import.meta.dirname, '../..')
const songs = path.join(root, '../shared/data/tracks/tidytuesday_spotify_songs.csv')
const Golden = z.record(z.string(), z.array(z.tuple([z.union([z.string(), z.number()]), z.number()])))
/** With UPDATE_GOLDEN=1 the answers of today are written in place of being compared: for a change that is meant. */
const update = process.env.UPDATE_GOLDEN === '1'

const stops: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const stop of stops.reverse()) await stop()
})

async function startServer(options: Parameters<typeof startTestServer>[0]): Promise<TestServer> {
  const database = await createTestDatabase()
  stops.push(database.drop)
  const server = await startTestServer({ databaseUrl: database.url, ...options })
  stops.push(() => server.stop())
  return server
}

/** Fits the space to the catalog as it is now, so that no answer depends on when it was fitted last. */
async function rebuild(client: SegueClient) {
  const job = await client.index.rebuild.mutate()
  await endOfJob(client, job.id, 120_000)
}

/** Puts the questions and compares with the file, in which `toKey` names the tracks. */
async function expectGolden(
  client: SegueClient,
  questions: readonly Question[],
  name: string,
  toKey: (id: string) => string | number,
) {
  const file = path.join(root, `tests/fixtures/answers/${name}.json`)
  const answers: Record<string, [string | number, number][]> = {}
  for (const { name: question, ask } of questions) {
    const answer = await ask(client)
    answers[question] = answer.map(([id, score]) => [toKey(id), Number(score.toFixed(8))])
  }
  if (update) {
    const lines = Object.entries(answers).map(
      ([key, answer]) => `  ${JSON.stringify(key)}: ${JSON.stringify(answer)}`,
    )
    await writeFile(file, `{\n${lines.join(',\n')}\n}\n`)
    return
  }
  const golden = Golden.parse(JSON.parse(await readFile(file, 'utf8')))
  expect(Object.keys(golden)).toEqual(Object.keys(answers))
  const text = (answer: [string | number, number][] = []): Answer =>
    answer.map(([key, s]) => [String(key), s])
  const differences = Object.keys(golden).flatMap((key) => {
    const difference = findDifference(text(golden[key]), text(answers[key]))
    return difference === null ? [] : [`${key}: ${difference}`]
  })
  expect(differences).toEqual([])
}

/** Twelve clips of a chord with clicks: keys and tempi spread. */
const clips = Array.from({ length: 12 }, (_, n) => {
  const rate = 22_050
  const chord = makeChord([48 + n, 52 + n - (n % 2), 55 + n], 12, rate)
  makeClicks(84 + 7 * n, 12, rate).forEach((x, i) => (chord[i] = (chord[i] ?? 0) + 0.5 * x))
  return makeWav([chord], { rate })
})

describe('the answers to 300 questions', () => {
  it('stay the same over the sandbox', { timeout: 300_000 }, async () => {
    const server = await startServer({ seeded: true })
    const client = makeClient(server)
    await rebuild(client)
    const ids = (await client.track.ids.query({})).ids.toSorted()
    const questions = [
      ...makeSimilarQuestions(ids, 81, 1),
      ...makeJourneyQuestions(ids, 21, 2),
      ...makeClipQuestions(clips),
    ]
    await expectGolden(client, questions, 'sandbox', (id) => id)
  })

  it.skipIf(!existsSync(songs))(
    'stay the same over a table of 28,356 tracks (skipped where shared/data/tracks is missing)',
    { timeout: 600_000 },
    async () => {
      const server = await startServer({
        env: { SANDBOX_TRACKS: '0', IMPORT_MAX_BYTES: String(16 * 1024 ** 2) },
      })
      const client = makeClient(server)
      const upload = describeFile({ filename: 'songs.csv' })
      const job = await client.import.file.mutate(await openAsBlob(songs), upload)
      await endOfJob(client, job.id, 120_000)
      await rebuild(client)
      const rows: string[][] = parse(await readFile(songs), { from: 2, columns: false })
      const rowOf = new Map<string, number>()
      rows.forEach(([id = ''], index) => {
        if (!rowOf.has(id)) rowOf.set(id, index + 1)
      })
      const ids = [...rowOf.keys()]
      const questions = [...makeSimilarQuestions(ids, 150, 3), ...makeJourneyQuestions(ids, 36, 4)]
      await expectGolden(client, questions, 'tidytuesday', (id) => rowOf.get(id) ?? id)
    },
  )
})
