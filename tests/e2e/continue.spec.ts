import type { Page } from '@playwright/test'
import { findTrackId } from './catalog'
import { expect, test } from './fixtures'

const rows = (page: Page) => page.locator('[data-score]')
const seeds = (page: Page) =>
  page.locator('[data-seed]').evaluateAll((all) => all.map((seed) => seed.getAttribute('data-seed') ?? ''))

/** From one track to a list that goes on from three, and back to two. */
async function collect(page: Page, first: string) {
  await page.goto(`/t/${first}`)
  const second = (await rows(page).nth(1).getAttribute('data-track')) ?? ''
  await rows(page).nth(1).getByRole('link', { name: 'Add to seeds' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Continue from several tracks')
  await expect(page.getByRole('heading', { name: '10 tracks to go on with' })).toBeVisible()
  expect(await seeds(page)).toEqual([first, second])

  const third = (await rows(page).first().getAttribute('data-track')) ?? ''
  await page
    .getByLabel('Tracks to continue from, by name or link')
    .fill(`https://open.spotify.com/track/${third}?si=x`)
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.locator('[data-seed]')).toHaveCount(3)
  expect(await seeds(page)).toEqual([first, second, third])
  const found = await rows(page).evaluateAll((all) => all.map((row) => row.getAttribute('data-track')))
  expect(found).toHaveLength(10)
  for (const seed of [first, second, third]) expect(found).not.toContain(seed)
  await expect(rows(page).first()).toContainText('Most like ')

  await page.getByRole('link', { name: 'Remove' }).first().click()
  await expect(page.locator('[data-seed]')).toHaveCount(2)
  expect(await seeds(page)).toEqual([second, third])
}

test('tracks are collected, and the list goes on from all of them', async ({ page }) => {
  await collect(page, await findTrackId(page))
})

test('tracks are collected the same way without JavaScript', async ({ plainPage }) => {
  await collect(plainPage, await findTrackId(plainPage))
})

test('a track can be ruled out by the address', async ({ page }) => {
  const first = await findTrackId(page)
  await page.goto(`/t/${first}`)
  const other = (await rows(page).first().getAttribute('data-track')) ?? ''
  await page.goto(`/continue?seed=${first}&not=${other}`)
  await expect(page.getByRole('heading', { name: 'But not like' })).toBeVisible()
  await expect(rows(page)).toHaveCount(10)
  await expect(page.locator(`[data-score][data-track="${other}"]`)).toHaveCount(0)
})

test('what is no track is refused with a sentence', async ({ page }) => {
  const answer = await page.goto('/continue?seed=https://open.spotify.com/playlist/37i9dQZF1DXcZDD7cfEKhW')
  expect(answer?.status()).toBe(422)
  await expect(page.getByText('Only tracks can be given here, and this link names none.')).toBeVisible()
})
