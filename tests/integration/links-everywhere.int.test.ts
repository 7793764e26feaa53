import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeFile, type SegueClient } from '~server/client'
import { createSandbox } from '~server/sandbox'
import { Journey } from '~server/journey/domain/journey'
import { Recommendation } from '~server/similar/domain/recommendation'
import { segue } from '../../scripts/segue/test-support'
import { startTestServer, type TestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { endOfJob, makeClient, postRecommend } from './support/api'
import { openBrowser } from './support/browser'

const { catalogue } = createSandbox({ tracks: 300, playlists: 10 })
const INDEX = 17
const id = catalogue.trackIds()[INDEX] ?? ''
const other = catalogue.trackIds()[40] ?? ''
const third = catalogue.trackIds()[60] ?? ''

/** Forms of one track's link; none has a line break, which a line of a list and a cell cannot hold. */
const FORMS = [
  `https://open.spotify.com/track/${id}?si=abc`,
  `spotify.link/t${String(INDEX)}`,
  `Check out this song… https://spotify.app.link/t${String(INDEX)}?_p=1 via @spotify`,
  `Listen to this on Spotify: https://open.spotify.com/intl-es-419/track/${id}&si=x.`,
  `\u200e[Paper Boats](https://open.spotify.com/track/${id})\ufeff`,
  `SPOTIFY:TRACK:${id}`,
  `spotify://track/${id}`,
]

let database: TestDatabase
let server: TestServer
let client: SegueClient
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer({ databaseUrl: database.url, seeded: true })
  client = makeClient(server)
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

async function recommend(body: object): Promise<Recommendation> {
  const response = await postRecommend(server, body)
  expect(response.status).toBe(200)
  return Recommendation.parse(await response.json())
}

async function journey(body: object): Promise<string[]> {
  const response = await fetch(`${server.url}/api/journey`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ length: 4, ...body }),
  })
  expect(response.status).toBe(200)
  return Journey.parse(await response.json()).stops.map(({ track }) => track.id)
}

/** What a command prints of the track; the tools in this process, as a shell runs them. */
async function print(...args: string[]): Promise<string> {
  const env = { SEGUE_URL: server.url, SERVICE_SECRET: server.serviceSecret }
  const ran = await segue([...args, '--json'], { env })
  expect([ran.code, ran.err]).toEqual([0, ''])
  return ran.out
}

const page = async (address: string) => (await fetch(server.url + address)).text()
const query = (fields: Record<string, string>) => new URLSearchParams(fields).toString()

/** Every way in that takes a link, and whether it found the track. */
const ENTRANCES: Record<string, (text: string) => Promise<boolean>> = {
  'the front page': async (url) => {
    const body = new URLSearchParams({ url })
    const answer = await openBrowser(server).send('/?index', { method: 'POST', body })
    return answer.headers.get('location') === `/t/${id}`
  },
  'url of the API': async (url) => (await recommend({ url })).seeds[0]?.id === id,
  'seeds of the API': async (text) =>
    (await recommend({ seeds: [other, text] })).seeds.some((track) => track.id === id),
  'not of the API': async (text) =>
    (await recommend({ seeds: [other], not: [text] })).against.some((track) => track.id === id),
  'a journey of the API': async (text) => {
    const [first] = await journey({ from: text, to: other })
    const last = (await journey({ from: other, to: text })).at(-1)
    return (
      first === id && last === id && (await journey({ from: other, through: [text], to: third })).includes(id)
    )
  },
  'the page that goes on from several': async (text) =>
    (await page(`/continue?${query({ seed: `${other} ${text}`, not: third })}`)).includes(`/t/${id}`),
  'the page of a journey': async (text) => {
    const fields = { from: other, to: third, through: text, length: '4' }
    return (await page(`/journey?${query(fields)}`)).includes(`/t/${id}`)
  },
  'a pasted list': async (text) =>
    (await client.match.lines.mutate({ text: `# list\n${text}` }))[0]?.choices[0]?.ref === id,
  'segue recommend': async (text) =>
    (await print('recommend', text, '--not', other)).includes(`"id":"${id}"`.slice(1)),
  'segue journey': async (text) => (await print('journey', other, third, text, '--length', '4')).includes(id),
  'segue versions': async (text) => (await print('versions', text)).includes(id),
}

describe.each(Object.entries(ENTRANCES))('%s', (_name, finds) => {
  it.each(FORMS)('reads %s', async (text) => {
    expect(await finds(text)).toBe(true)
  })
})

describe('files', () => {
  const NEW_ID = (n: number) => `links${String(n).padStart(17, '0')}`
  /** The same form for a track of its own, so that each row shows whether it was read. */
  const formOf = (form: string, n: number) => form.replaceAll(id, NEW_ID(n))
  const direct = FORMS.filter((form) => form.includes(id))

  const importText = async (filename: string, text: string) => {
    const job = await client.import.file.mutate(new Blob([text]), describeFile({ filename }))
    return endOfJob(client, job.id)
  }
  const findStored = async (ids: string[]) =>
    (
      await database.sql<
        { id: string }[]
      >`select public_id as id from tracks where public_id in ${database.sql(ids)}`
    ).length

  it('have them in columns, in addresses and as lines', async () => {
    const cell = (text: string) => `"${text}"`
    const rows = direct.map((form, n) => `${cell(formOf(form, n))},Title ${String(n)},Artist ${String(n)}`)
    const table = await importText('links.csv', ['Track URI,Track Name,Artist Name(s)', ...rows].join('\n'))
    expect(table).toMatchObject({ state: 'done', report: { added: direct.length } })
    expect(await findStored(direct.map((_, n) => NEW_ID(n)))).toBe(direct.length)
    const lines = direct.map((form, n) => formOf(form, 100 + n))
    await importText('links.txt', lines.join('\n'))
    expect(await findStored(lines.map((_, n) => NEW_ID(100 + n)))).toBe(direct.length)
  })

  it('have short links too, which are followed', async () => {
    const table = await importText(
      'short.csv',
      'Track URI,Track Name,Artist Name(s)\nhttps://spotify.link/t250,,\n',
    )
    expect(table).toMatchObject({ state: 'done', report: { read: 1, skipped: 0 } })
    const list = await importText('short.txt', 'https://spotify.link/t251\nhttps://spotify.link/t9999\n')
    expect(list).toMatchObject({ state: 'done', report: { read: 2, skipped: 1 } })
    const m3u = await importText(
      'short.m3u8',
      '#EXTM3U\n#EXTINF:200,Kestrel Bay - Paper Boats\nhttps://spotify.link/t252\n',
    )
    expect(m3u).toMatchObject({ state: 'done', report: { read: 1, skipped: 0 } })
    expect(await findStored([250, 251, 252].map((index) => catalogue.idOf('track', index)))).toBe(3)
  })
})
