import type { Page } from '@playwright/test'
import { findPlaylistId, paste } from './catalog'
import { expect, test } from './fixtures'

/** Reading a playlist again takes a moment; the page looks again by itself. */
const READ = { timeout: 20_000 }

async function expectSummary(page: Page, id: string) {
  await expect(page).toHaveURL(`/p/${id}`)
  await expect(page.getByRole('heading', { name: 'How it sounds' })).toBeVisible(READ)
  await expect(page.getByRole('heading', { level: 1 })).not.toBeEmpty()
  for (const chart of ['Tempo', 'Decades', 'Keys', 'Mood and instruments']) {
    const figure = page.getByRole('figure').filter({ has: page.getByRole('heading', { name: chart }) })
    await expect(figure.getByRole('img')).toBeVisible()
    await figure.getByText('As a table').click()
    await expect(figure.getByRole('row').nth(1)).toBeVisible()
  }
  const unusual = page.getByRole('heading', { name: 'Most unusual' }).locator('..').getByRole('link')
  expect(await unusual.count()).toBeGreaterThan(0)
  await unusual.first().click()
  await expect(page).toHaveURL(/\/t\/[0-9A-Za-z]{22}$/)
}

test('a pasted playlist link gives a summary of how it sounds', async ({ page }) => {
  const id = await findPlaylistId(page)
  await paste(page, `https://open.spotify.com/playlist/${id}`)
  await expectSummary(page, id)
})

test('a pasted playlist link gives the same without JavaScript', async ({ plainPage }) => {
  const id = await findPlaylistId(plainPage)
  await paste(plainPage, `https://open.spotify.com/intl-de/playlist/${id}`)
  await expectSummary(plainPage, id)
})

test('the counts of the tempo table add up to tracks of the playlist', async ({ page }) => {
  const id = await findPlaylistId(page)
  await page.goto(`/p/${id}`)
  const tempo = page.getByRole('figure').filter({ has: page.getByRole('heading', { name: 'Tempo' }) })
  const counts = (await tempo.locator('tbody td').allTextContents()).map(Number)
  const facts = page.locator('.facts div').filter({ hasText: 'Tracks' }).locator('dd')
  const tracks = Number(await facts.textContent())
  const total = counts.reduce((sum, count) => sum + count, 0)
  expect(total).toBeGreaterThan(0)
  expect(total).toBeLessThanOrEqual(tracks)
})

test('a playlist can be read again, with JavaScript and without', async ({ page, plainPage }) => {
  const id = await findPlaylistId(page)
  for (const reader of [page, plainPage]) {
    await reader.goto(`/p/${id}`)
    await reader.getByRole('button', { name: 'Read it again' }).click()
    await expect(reader).toHaveURL(`/p/${id}`)
    await expect(reader.locator('[data-job]')).toHaveCount(0, READ)
    await expect(reader.getByRole('heading', { name: 'How it sounds' })).toBeVisible()
  }
})

test('a playlist that Spotify shows to no app gives the reason and the ways out', async ({
  page,
  plainPage,
}) => {
  for (const reader of [page, plainPage]) {
    await paste(reader, 'https://open.spotify.com/playlist/37i9dQZF1DXcBWIGoYBM5M')
    await expect(reader.getByRole('heading', { level: 1 })).toHaveText('The playlist could not be read', READ)
    await expect(reader.getByText('closed to all apps')).toBeVisible()
    await expect(reader.locator('.ways li')).toHaveCount(4)
    await expect(reader.getByRole('link', { name: 'paste them here' })).toHaveAttribute('href', '/paste')
  }
})
