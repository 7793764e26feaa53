import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

async function expectSummary(page: Page) {
  await page.goto('/')
  await page.getByRole('link', { name: 'What is in the catalog' }).click()
  await expect(page).toHaveURL('/catalog')
  await expect(page.getByRole('heading', { level: 1, name: 'What is in the catalog?' })).toBeVisible()
  const tracks = page.getByRole('term').filter({ hasText: /^Tracks$/ })
  await expect(tracks.locator('..').getByText(/^[\d,]+$/)).toBeVisible()
  for (const title of ['Tempo', 'Decades', 'Keys', 'Moods']) {
    const figure = page
      .getByRole('figure')
      .filter({ has: page.getByRole('heading', { name: title, exact: true }) })
    await expect(figure.getByRole('img', { name: /Most are .+: [\d,]+ tracks?\./ })).toBeVisible()
    await figure.getByText('As a table').click()
    await expect(figure.getByRole('row').nth(1)).toBeVisible()
  }
  const edge = page.getByRole('region', { name: 'Its middle and its edge' })
  await expect(edge.getByRole('listitem')).toHaveCount(10)
  await expect(
    page.getByRole('region', { name: /Read in the last 30 days/ }).getByRole('table'),
  ).toBeVisible()
}

test('the page of the catalog shows how much there is and how it sounds', async ({ page }) => {
  await expectSummary(page)
})

test('the page of the catalog shows the same without JavaScript', async ({ plainPage }) => {
  await expectSummary(plainPage)
})

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} scheme`, () => {
    test.use({ colorScheme })

    test('the page of the catalog breaks no rule of WCAG 2.2 AA, and fits a narrow window', async ({
      page,
    }) => {
      await page.setViewportSize({ width: 320, height: 700 })
      await page.goto('/catalog')
      for (const details of await page.locator('details').all()) {
        await details.evaluate((element) => element.setAttribute('open', ''))
      }
      const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ')}`)).toEqual([])
      const excess = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(excess).toBeLessThanOrEqual(0)
      await page.screenshot({ path: `test-results/looks/catalog-narrow-${colorScheme}.png`, fullPage: true })
      await page.setViewportSize({ width: 1280, height: 900 })
      await page.screenshot({ path: `test-results/looks/catalog-${colorScheme}.png`, fullPage: true })
    })
  })
}
