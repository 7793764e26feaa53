import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AccountExport } from '~server/accounts/domain/account'
import { createSegueClient, describeFile } from '~server/client'
import { until, startTestServer, type TestServer } from '../setup/server'
import { catalogue, openAccountHouse, type AccountHouse } from './support/account-house'
import { endOfJob, makeClient, makeToken } from './support/api'
import { openSpotifyBrowser } from './support/spotify-browser'

type Browser = ReturnType<typeof openSpotifyBrowser>

let house: AccountHouse
/** The same instance, for people who are signed in and tools only. */
let closed: TestServer
let operator: Browser
let owner: Browser
let other: Browser
let stranger: Browser
beforeAll(async () => {
  house = await openAccountHouse()
  const { server, database, env } = house
  closed = await startTestServer({
    databaseUrl: database.url,
    dataDir: server.dataDir,
    env: { ...env, ACCESS: 'private' },
  })
  operator = openSpotifyBrowser(closed)
  await operator.signIn('mirela')
  owner = openSpotifyBrowser(closed)
  await owner.signIn('juniper')
  other = openSpotifyBrowser(closed)
  await other.signIn('tariq')
  stranger = openSpotifyBrowser(closed)
}, 180_000)
afterAll(async () => {
  await closed.stop()
  await house.close()
})

const open = catalogue.playlists().find(({ public: isPublic }) => isPublic)
const openId = catalogue.idOf('playlist', open?.index ?? 0)
/** A table that names a list by an id of Spotify's, and tells of it what its owner alone should see. */
const table = (list: string, name: string, rows: string[]) =>
  [
    'track_name,artists,energy,playlist_id,playlist_name',
    ...rows.map((row) => `${row},Singer,0.5,${list},${name}`),
  ]
    .join('\n')
    .concat('\n')

/** Sends a file as a browser does, and waits until it is imported; gives the job's id. */
async function importFile(browser: Browser, text: string, filename: string): Promise<string> {
  const form = new FormData()
  form.append('file', new Blob([text]), filename)
  const answer = await browser.send('/import', { method: 'POST', body: form })
  expect(answer.status).toBe(303)
  const id = (answer.headers.get('location') ?? '').slice('/jobs/'.length)
  await until('the import', async () => {
    const { state } = (await browser.query('job.get', { id })) as { state: string }
    return state === 'done'
  })
  return id
}
const status = async (browser: Browser, path: string) => (await browser.send(path)).status
const post = (browser: Browser, procedure: string, input: object) =>
  browser.send(`/api/trpc/${procedure}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  })
const listIdOf = async (name: string) =>
  (
    await house.database.sql<{ public_id: string }[]>`select public_id from playlists where name = ${name}`
  ).map((row) => row.public_id)

describe('a list of a file', () => {
  it('with the id of a playlist of Spotify leaves that playlist as it is', async () => {
    const client = makeClient(house.server)
    const before = await client.playlist.summary.query({ id: openId })
    expect(before.summary?.playlist.name).toBe(open?.name)
    await importFile(owner, table(openId, 'Taken over', ['Hymn']), 'taken.csv')
    const after = await client.playlist.summary.query({ id: openId })
    expect(after.summary).toEqual(before.summary)
    const [id = ''] = await listIdOf('Taken over')
    expect(id).toMatch(/^f-/)
  })

  it('is seen by its owner alone, also by the same name', async () => {
    await importFile(owner, table('mine', 'Juniper’s secret list', ['Hymn', 'Psalm']), 'YourLibrary.csv')
    await importFile(other, table('mine', 'Tariq’s secret list', ['Canon']), 'YourLibrary.csv')
    const [id = ''] = await listIdOf('Juniper’s secret list')
    expect(await listIdOf('Tariq’s secret list')).toHaveLength(1)
    expect(await status(owner, `/p/${id}`)).toBe(200)
    for (const browser of [other, operator]) expect(await status(browser, `/p/${id}`)).toBe(404)
    expect(await status(stranger, `/p/${id}`)).toBe(401)
    for (const role of ['reader', 'operator'] as const) {
      const client = createSegueClient({ url: closed.url, token: () => makeToken(closed, role) })
      await expect(client.playlist.summary.query({ id })).rejects.toThrow('not in the catalog')
    }
    const pages = ['/', '/catalog', '/jobs', '/me', '/doctor', '/quality', '/taste', '/me/export']
    for (const browser of [other, operator]) {
      for (const page of pages) {
        const text = await (await browser.send(page)).text()
        expect(text, page).not.toMatch(/Juniper’s secret|f-[0-9a-f]{20}.*Juniper/)
      }
    }
    const own = (await owner.query('account.export')) as AccountExport
    expect(own.playlists.map(({ name }) => name)).toContain('Juniper’s secret list')
  })

  it('that a tool imported is the instance’s: for operators, and for everybody at its own machine', async () => {
    const client = makeClient(house.server)
    const file = new Blob([table('tool', 'List of a tool', ['Fugue'])])
    const job = await client.import.file.mutate(file, describeFile({ filename: 'tool.csv' }))
    await endOfJob(client, job.id)
    const [id = ''] = await listIdOf('List of a tool')
    const guest = openSpotifyBrowser(house.server)
    expect(await status(guest, `/p/${id}`)).toBe(200)
    expect(await (await guest.send('/')).text()).toContain('List of a tool')
    expect(await status(operator, `/p/${id}`)).toBe(200)
    expect(await status(owner, `/p/${id}`)).toBe(404)
    expect(await (await owner.send('/')).text()).not.toContain('List of a tool')
    expect(await status(owner, `/jobs/${job.id}`)).toBe(404)
    expect(await status(guest, `/jobs/${job.id}`)).toBe(200)
  })
})

describe('an import', () => {
  it('is seen and changed by its owner; an operator sees that it is there', async () => {
    const secret = 'my divorce.csv'
    const id = await importFile(owner, table('d', 'Divorce', ['Elegy', '']), secret)
    for (const who of [other, openSpotifyBrowser(house.server)]) {
      expect(await status(who, `/jobs/${id}`)).toBe(404)
      for (const list of ['job.list', 'job.overview']) {
        expect(JSON.stringify(await who.query(list, { limit: 200 }))).not.toContain(id)
      }
      for (const change of ['job.cancel', 'job.resume', 'job.retry']) {
        expect((await post(who, change, { id })).status).toBe(404)
      }
      const watched = await who.send(
        `/api/trpc/job.watch?input=${encodeURIComponent(JSON.stringify({ id }))}`,
      )
      expect(await watched.text()).toContain('JOB_NOT_FOUND')
    }
    for (const list of ['job.list', 'job.overview']) {
      const shown = JSON.stringify(await operator.query(list, { limit: 200 }))
      expect(shown).toContain(id)
      expect(shown).not.toContain(secret)
    }
    const client = makeClient(closed)
    const [job, details] = [await client.job.get.query({ id }), await client.job.describe.query({ id })]
    expect(job).toMatchObject({
      subject: 'a file of somebody else',
      report: { skipped: 1, skippedNamed: [] },
    })
    expect(JSON.stringify(details)).not.toContain('divorce')
    expect(await owner.query('job.get', { id })).toMatchObject({ subject: secret })
    // It is over: an operator may ask, and hears so.
    expect((await post(operator, 'job.cancel', { id })).status).toBe(409)
  })
})

describe('what somebody imported', () => {
  it('is listed for them and deleted by them alone, with the tracks that nothing else holds', async () => {
    await importFile(owner, table('gone', 'To be deleted', ['Only here', 'Shared']), 'gone.csv')
    await importFile(other, table('kept', 'To be kept', ['Shared']), 'kept.csv')
    const [id = ''] = await listIdOf('To be deleted')
    expect(await (await owner.send('/imports')).text()).toContain('To be deleted')
    expect(await (await other.send('/imports')).text()).not.toContain('To be deleted')
    await other.submit('/imports', { list: id })
    expect(await listIdOf('To be deleted')).toHaveLength(1)
    expect((await stranger.submit('/imports', { all: 'yes' })).status).toBe(401)

    await house.database.sql`update sessions set signed_in_at = now() - interval '16 minutes'`
    const late = await owner.submit('/imports', { list: id })
    expect([late.status, await late.text()]).toEqual([401, expect.stringContaining('back=%2Fimports')])
    expect(await listIdOf('To be deleted')).toHaveLength(1)
    await house.database.sql`update sessions set signed_in_at = now()`

    expect((await owner.submit('/imports', { list: id })).status).toBe(302)
    expect(await listIdOf('To be deleted')).toEqual([])
    expect(await listIdOf('To be kept')).toHaveLength(1)
    const named = (name: string) => house.database.sql`select from tracks where name = ${name}`
    expect([(await named('Only here')).length, (await named('Shared')).length]).toEqual([0, 1])

    const { imports } = (await owner.query('account.export')) as AccountExport
    expect(imports.map(({ file }) => file)).toContain('gone.csv')
    await owner.submit('/imports', { all: 'yes' })
    const after = (await owner.query('account.export')) as AccountExport
    expect(after.imports).toEqual([])
    expect(after.playlists.filter((list) => list.id.startsWith('f-'))).toEqual([])
    expect(await listIdOf('To be kept')).toHaveLength(1)
    expect(await listIdOf('List of a tool')).toHaveLength(1)
  })
})
