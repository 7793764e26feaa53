import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { makeClient } from './support/api'
import { newJob, openQueue, type TestQueue } from './support/job-queue'
import { openSpotifyBrowser } from './support/spotify-browser'

let database: TestDatabase
let server: TestServer
let asking: TestQueue
beforeAll(async () => {
  database = await createTestDatabase()
  // Nobody works: what is asked for stays in line.
  server = await startTestServer({
    databaseUrl: database.url,
    env: { ROLE: 'web', SANDBOX_TRACKS: '100', TEST_IMPORTS_PER_USER: '2' },
  })
  asking = openQueue(database.sql)
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

function formOf(name: string): FormData {
  const form = new FormData()
  form.append('file', new Blob([`track_name,artists,energy\n${name},Singer,0.5\n`]), `${name}.csv`)
  return form
}
const codeIn = (page: string) => /data-code="([A-Z_]+)"/.exec(page)?.[1]

describe('imports of one user', () => {
  it('are refused beyond their number with a way out, until one is over', async () => {
    const browser = openSpotifyBrowser(server)
    await browser.signIn('mirela')
    const send = (name: string) => browser.send('/import', { method: 'POST', body: formOf(name) })
    const first = await send('one')
    expect([first.status, (await send('two')).status]).toEqual([303, 303])
    const refused = await send('three')
    const page = await refused.text()
    expect([refused.status, codeIn(page)]).toEqual([429, 'TOO_MANY_IMPORTS'])
    expect(page).toContain('2 imports of yours are not over yet')
    expect(page).toContain('/jobs lists them')
    expect(await database.sql`select from uploads`).toHaveLength(2)

    const other = openSpotifyBrowser(server)
    expect((await other.send('/import', { method: 'POST', body: formOf('of a guest') })).status).toBe(303)

    const id = (first.headers.get('location') ?? '').slice('/jobs/'.length)
    await makeClient(server).job.cancel.mutate({ id })
    expect((await send('three')).status).toBe(303)
  })

  it('that are stopped again and again leave the three newest files', async () => {
    const browser = openSpotifyBrowser(server)
    await browser.signIn('tariq')
    for (let n = 0; n < 6; n++) {
      const sent = await browser.send('/import', { method: 'POST', body: formOf(`stopped ${String(n)}`) })
      const path = sent.headers.get('location') ?? ''
      expect((await browser.submit(path, { do: 'cancel' })).status).toBe(302)
    }
    const kept = await database.sql`
      select from uploads u join accounts a on a.user_id = u.owner_id where a.provider_account_id = 'tariq'`
    expect(kept).toHaveLength(3)
  })

  it('are counted once where two are asked for at the same time', async () => {
    const [user] = await database.sql<{ id: string }[]>`insert into users default values returning id`
    const askedBy = { userId: user?.id ?? '', atOnce: 1 }
    const ends = await Promise.allSettled(
      ['a.csv', 'b.csv', 'c.csv'].map((subject) => asking.queue.create(newJob({ subject, askedBy }), 100)),
    )
    const refused = ends.filter((end) => end.status === 'rejected')
    expect(refused).toHaveLength(2)
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'TOO_MANY_IMPORTS', status: 429 })
    const made = ends.find((end) => end.status === 'fulfilled')?.value.job
    const again = await asking.queue.create(newJob({ subject: made?.subject ?? '', askedBy }), 100)
    expect(again).toMatchObject({ created: false, job: { id: made?.id } })
  })
})
