import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { startTestServer, type TestServer } from '../setup/server'
import { expect, test } from './fixtures'
import { startHeldSpotify, type HeldSpotify } from '../setup/held-spotify'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** The rest of a playlist is read, described and indexed. */
const READ = { timeout: 20_000 }

let spotify: HeldSpotify
let server: TestServer
test.beforeAll(async () => {
  test.setTimeout(120_000)
  spotify = await startHeldSpotify()
  server = await startTestServer({ env: { ...spotify.env, JOB_CONCURRENCY: '4' } })
})
test.afterAll(async () => {
  await server.stop()
  await spotify.close()
})

type Reading = { id: string; job: string }

/** Pastes the link of a playlist; gives it when the first part is read and the page says so. */
async function startReading(reader: Page): Promise<Reading> {
  const { id, link } = spotify.takePlaylist()
  await reader.goto(server.url)
  await reader.getByLabel('Track name or link').fill(link)
  await reader.getByRole('button', { name: 'Find' }).click()
  await expect(reader).toHaveURL(`${server.url}/p/${id}`)
  const shown = reader.locator('[data-job][data-state="running"]')
  await expect(shown.locator('.job__counts')).toContainText(/^300 of [\d,]+ tracks/, READ)
  return { id, job: (await shown.getAttribute('data-job')) ?? '' }
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
  const { id } = await startReading(page)
  await page.evaluate(() => {
    document.documentElement.dataset.loaded = 'once'
  })
  spotify.release(id)
  await expect(page.getByRole('heading', { name: 'How it sounds' })).toBeVisible(READ)
  await expect(page.locator('[data-job]')).toHaveCount(0)
  await expect(page.locator('html')).toHaveAttribute('data-loaded', 'once')
})

test('the same goes without JavaScript: the page looks again by itself', async ({ plainPage }) => {
  const { id } = await startReading(plainPage)
  spotify.release(id)
  await expect(plainPage.getByRole('heading', { name: 'How it sounds' })).toBeVisible(READ)
  await expect(plainPage.locator('[data-job]')).toHaveCount(0)
})

test('two readers of a job see the same, and both see its end', async ({ page, plainPage }) => {
  const { id, job } = await startReading(page)
  for (const reader of [page, plainPage]) {
    await reader.goto(`${server.url}/jobs/${job}`)
    await expect(reader.locator('[data-state="running"] .job__counts')).toContainText('300 of')
  }
  spotify.release(id)
  for (const reader of [page, plainPage]) {
    await expect(reader.getByRole('heading', { name: 'What came of it' })).toBeVisible(READ)
    await expect(reader.locator('[data-job]')).toHaveAttribute('data-state', 'done')
    await expect(reader.getByRole('link', { name: 'The playlist' })).toHaveAttribute('href', `/p/${id}`)
  }
  const facts = await Promise.all([page, plainPage].map((reader) => reader.locator('.facts').innerText()))
  expect(facts[0]).toBe(facts[1])
})

async function stopAndGoOn(reader: Page) {
  const { id, job } = await startReading(reader)
  await reader.goto(`${server.url}/jobs/${job}`)
  await reader.getByRole('button', { name: 'Stop' }).click()
  await expect(reader.getByText('stopped', { exact: true })).toBeVisible(READ)
  await expect(reader.locator('[data-job]')).toHaveAttribute('data-state', 'cancelled')
  spotify.release(id)
  await reader.getByRole('button', { name: 'Continue', exact: true }).click()
  await expect(reader.getByRole('heading', { name: 'What came of it' })).toBeVisible(READ)
  await expect(reader).toHaveURL(`${server.url}/jobs/${job}`)
}

test('a job is stopped and goes on', async ({ page }) => stopAndGoOn(page))
test('a job is stopped and goes on without JavaScript', async ({ plainPage }) => stopAndGoOn(plainPage))

test('a reading that was stopped goes on from the page of the playlist', async ({ page }) => {
  const { id } = await startReading(page)
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByRole('heading', { name: 'The reading was stopped' })).toBeVisible(READ)
  spotify.release(id)
  await page.getByRole('button', { name: 'Continue reading' }).click()
  await expect(page.getByRole('heading', { name: 'How it sounds' })).toBeVisible(READ)
  await expect(page).toHaveURL(`${server.url}/p/${id}`)
})

test('the list names what is under way, and keeps up with it', async ({ page }) => {
  const { id, job } = await startReading(page)
  await page.goto(server.url)
  await page.getByRole('link', { name: 'Jobs', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Jobs')
  const link = page.locator(`a[href="/jobs/${job}"]`)
  const under = page.getByRole('region', { name: 'Under way' })
  await expect(under.locator('li').filter({ has: link })).toContainText(/300 of [\d,]+ tracks/)
  spotify.release(id)
  const over = page.getByRole('region', { name: 'Over' })
  await expect(over.locator('li').filter({ has: link })).toContainText('done', READ)
})

test('tracks that no source could describe are named, and asked about again', async ({ page, plainPage }) => {
  const { id, job } = await startReading(page)
  spotify.release(id)
  await expect(page.getByRole('heading', { name: 'How it sounds' })).toBeVisible(READ)
  for (const reader of [page, plainPage]) {
    await reader.goto(`${server.url}/jobs/${job}`)
    const failures = reader.getByRole('region', { name: 'Without a sound' })
    await failures.getByText('Which, and why').click()
    await expect(failures.getByRole('row').nth(1)).toContainText('ReccoBeats')
    await reader.getByRole('button', { name: 'Ask the sources again' }).click()
    await expect(reader.getByRole('heading', { level: 1 })).toHaveText('Asking again how tracks sound')
    await expect(reader.locator('[data-job]')).toHaveAttribute('data-state', 'done', READ)
    await expect(reader.getByRole('link', { name: 'The job whose tracks these are' })).toHaveAttribute(
      'href',
      `/jobs/${job}`,
    )
  }
})

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} scheme`, () => {
    test.use({ colorScheme })
    test('the pages of jobs break no rule that a machine can check', async ({ page }) => {
      const { id, job } = await startReading(page)
      for (const path of ['/jobs', `/jobs/${job}`]) {
        await page.goto(server.url + path)
        await expectNoViolation(page, `${path}, under way`)
      }
      spotify.release(id)
      await expect(page.getByRole('heading', { name: 'What came of it' })).toBeVisible(READ)
      await expectNoViolation(page, '/jobs/:id, done')
    })
  })
}

test('what is no job answers 404', async ({ page }) => {
  const answer = await page.goto(`${server.url}/jobs/00000000-0000-4000-8000-000000000000`)
  expect(answer?.status()).toBe(404)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
})
