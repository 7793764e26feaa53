import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

async function expectChecks(page: Page) {
  await page.goto('/')
  await page.getByRole('link', { name: 'Status', exact: true }).click()
  await expect(page).toHaveURL('/doctor')
  await expect(page.getByRole('heading', { level: 1, name: 'Status' })).toBeVisible()
  const spotify = page.getByRole('region', { name: 'At Spotify' })
  await expect(spotify.getByText('Audio features from Spotify')).toBeVisible()
  await expect(spotify.locator('[data-check="features"]')).toContainText('Yes')
  await expect(spotify.locator('[data-check="sandbox"]')).toContainText('SPOTIFY_CLIENT_ID')
  const house = page.getByRole('region', { name: 'This server' })
  await expect(house.locator('[data-check="postgres"]')).toContainText('Yes')
  await expect(house.locator('[data-check="disk"]')).toContainText(/\d GB are free/)
}

test('the page of what this instance may do is linked from every page and breaks no rule', async ({
  page,
}) => {
  await expectChecks(page)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ')}`)).toEqual([])
  }
})

test('on a narrow window nothing is cut off', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 })
  await page.goto('/doctor')
  const { scroll, client } = await page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    client: document.documentElement.clientWidth,
  }))
  expect(scroll).toBeLessThanOrEqual(client)
  await page.screenshot({ path: 'test-results/looks/doctor-narrow.png', fullPage: true })
})

test('the page says the same without JavaScript', async ({ plainPage }) => {
  await expectChecks(plainPage)
  await plainPage.screenshot({ path: 'test-results/looks/doctor.png', fullPage: true })
})
