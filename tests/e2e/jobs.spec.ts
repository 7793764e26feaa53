import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { startTestServer, type TestServer } from '../setup/server'
import { expect, test } from './fixtures'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** Each page of a playlist takes as long as a person needs to look. */
const SLOW = 'slow:1500@playlists'
const READ = { timeout: 60_000 }

let server: TestServer
test.beforeAll(async () => {
  test.setTimeout(120_000)
  server = await startTestServer({
    env: { SANDBOX_TRACKS: '900', SANDBOX_PLAYLISTS: '40', SANDBOX_FAULTS: SLOW },
  })
})
test.afterAll(async () => {
  await server.stop()
})
test.describe.configure({ mode: 'serial' })

type Listed = { id: string; kind: string; subject: string; state: string }

const isUnread = ({ kind, state }: Listed) => kind === 'ingest-playlist' && state === 'queued'

async function listJobs(): Promise<Listed[]> {
  const response = await fetch(`${server.url}/api/trpc/job.list?input=${encodeURIComponent('{"limit":200}')}`)
  const body = (await response.json()) as { result: { data: Listed[] } }
  return body.result.data
}

/** A playlist that waits for its turn: the house reads those of the sandbox one after the other when it starts. */
async function findUnread(): Promise<Listed> {
  let found: Listed | undefined
  await expect
    .poll(async () => {
      found = (await listJobs()).filter(isUnread).at(-1)
      return found !== undefined
    }, READ)
    .toBe(true)
  if (!found) throw new Error('no job waits')
  return found
}

async function expectNoViolation(page: Page, where: string) {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ')}`),
    where,
  ).toEqual([])
}

test('a pasted link is followed until the playlist is there, without loading the page again', async ({
  page,
}) => {
  test.slow()
  const { subject } = await findUnread()
  await page.goto(server.url)
  await page
    .getByLabel('Link of a Spotify track or playlist')
    .fill(`https://open.spotify.com/playlist/${subject}`)
  await page.getByRole('button', { name: 'Find' }).click()
  await expect(page).toHaveURL(`${server.url}/p/${subject}`)
  await page.evaluate(() => {
    document.documentElement.dataset.loaded = 'once'
  })
  await expect(page.locator('[data-job][data-state="running"]')).toBeVisible(READ)
  await expect(page.locator('.job__counts')).toContainText(/\d+ of \d+ tracks/, READ)
  await expect(page.getByRole('heading', { name: 'How it sounds' })).toBeVisible(READ)
  await expect(page.locator('html')).toHaveAttribute('data-loaded', 'once')
})

test('the same goes without JavaScript: the page looks again by itself', async ({ plainPage }) => {
  test.slow()
  const { subject } = await findUnread()
  await plainPage.goto(`${server.url}/p/${subject}`)
  await expect(plainPage.locator('[data-job]')).toBeVisible()
  await expect(plainPage.getByRole('heading', { name: 'How it sounds' })).toBeVisible(READ)
})

test('two readers of a job see the same, and both see its end', async ({ page, plainPage }) => {
  test.slow()
  const { id } = await findUnread()
  for (const reader of [page, plainPage]) await reader.goto(`${server.url}/jobs/${id}`)
  await expect(page.locator('[data-job][data-state="running"]')).toBeVisible(READ)
  for (const reader of [page, plainPage]) {
    await expect(reader.getByRole('heading', { name: 'What came of it' })).toBeVisible(READ)
    await expect(reader.locator('[data-job]')).toHaveAttribute('data-state', 'done')
    await expect(reader.getByRole('link', { name: 'The playlist' })).toBeVisible()
  }
  const facts = await Promise.all([page, plainPage].map((reader) => reader.locator('.facts').innerText()))
  expect(facts[0]).toBe(facts[1])
})

test('a job is stopped and goes on, with JavaScript and without', async ({ page, plainPage }) => {
  test.slow()
  for (const reader of [page, plainPage]) {
    const { id } = await findUnread()
    await reader.goto(`${server.url}/jobs/${id}`)
    await expect(reader.locator('[data-job][data-state="running"]')).toBeVisible(READ)
    await reader.getByRole('button', { name: 'Stop' }).click()
    await expect(reader.getByText('stopped', { exact: true })).toBeVisible(READ)
  }
  // One that goes on waits for its turn again, behind the others.
  for (const reader of [page, plainPage]) {
    await reader.getByRole('button', { name: 'Go on' }).click()
    await expect(reader.getByRole('heading', { name: 'What came of it' })).toBeVisible(READ)
  }
})

test('the list names every job, and keeps up', async ({ page }) => {
  await page.goto(`${server.url}/`)
  await page.getByRole('link', { name: 'What is being read or built' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('What is being read or built')
  const jobs = await listJobs()
  await expect(page.locator('.job-list li')).toHaveCount(Math.min(50, jobs.length))
})

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} scheme`, () => {
    test.use({ colorScheme })
    test('the pages of jobs break no rule that a machine can check', async ({ page }) => {
      await page.goto(`${server.url}/jobs`)
      await expectNoViolation(page, '/jobs')
      const done = (await listJobs()).find(({ state }) => state === 'done')
      await page.goto(`${server.url}/jobs/${done?.id ?? ''}`)
      await expectNoViolation(page, '/jobs/:id')
    })
  })
}

test('what is no job answers 404', async ({ page }) => {
  const answer = await page.goto(`${server.url}/jobs/00000000-0000-4000-8000-000000000000`)
  expect(answer?.status()).toBe(404)
})
