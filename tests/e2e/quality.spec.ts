import AxeBuilder from '@axe-core/playwright'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { createSegueClient } from '~server/client'
import { createServiceToken } from '~server/accounts/identity/service-token'
import { expect, test } from './fixtures'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Measures the catalog as an operator does. */
async function measure(url: string): Promise<void> {
  const secret = await readFile(path.join(process.env.SEGUE_E2E_DATA_DIR ?? '', 'service-secret'), 'utf8')
  const token = () =>
    createServiceToken({ secret: secret.trim(), subject: 'e2e', role: 'operator', ttlSeconds: 60 })
  const client = createSegueClient({ url, token })
  const { id } = await client.quality.run.mutate({})
  await expect.poll(async () => (await client.job.get.query({ id })).state, { timeout: 25_000 }).toBe('done')
}

async function expectFigures(page: Page) {
  await page.goto('/')
  await page.getByRole('link', { name: 'How good it is' }).click()
  await expect(page).toHaveURL('/quality')
  await expect(page.getByRole('heading', { level: 1, name: 'How good is it?' })).toBeVisible()
  for (const title of [
    'Continue: hidden tracks found',
    'Discover: hidden tracks found',
    'Similar: in one playlist',
  ]) {
    const figure = page.getByRole('figure').filter({ has: page.getByRole('heading', { name: title }) })
    await expect(figure.getByRole('img', { name: /Random: \d/ })).toBeVisible()
    await figure.getByText('As a table').click()
    await expect(figure.getByRole('row', { name: /Random \d+\.\d % \(\d+\.\d to \d+\.\d\)/ })).toBeVisible()
  }
  const index = page.getByRole('region', { name: 'The index that answers' })
  await expect(index.getByText('Every track is compared, so no neighbour is missed.')).toBeVisible()
  await page.getByText('Every ranking and figure').click()
  await expect(page.getByRole('table', { name: 'Discover', exact: true })).toBeVisible()
}

test.beforeEach(async ({ baseURL }) => {
  await measure(baseURL ?? '')
})

test('the quality page shows each figure beside its baselines', async ({ page }) => {
  await expectFigures(page)
})

test('the quality page shows the same without JavaScript', async ({ plainPage }) => {
  await expectFigures(plainPage)
})

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} scheme`, () => {
    test.use({ colorScheme })

    test('the quality page breaks no rule of WCAG 2.2 AA, and fits a narrow window', async ({ page }) => {
      await page.setViewportSize({ width: 320, height: 700 })
      await page.goto('/quality')
      for (const details of await page.locator('details').all()) {
        await details.evaluate((element) => element.setAttribute('open', ''))
      }
      const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ')}`)).toEqual([])
      const excess = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(excess).toBeLessThanOrEqual(0)
      await page.screenshot({ path: `test-results/looks/quality-narrow-${colorScheme}.png`, fullPage: true })
    })
  })
}
