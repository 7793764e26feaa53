import { readFile } from 'node:fs/promises'
import type { Locator, Page } from '@playwright/test'
import { findTrackId, paste } from './catalog'
import { expect, test } from './fixtures'

const MINUS = '−'
/** Nine parts and a sum, each shown to a thousandth. */
const ROUNDING = 0.005

async function numbersOf(cells: Locator): Promise<number[]> {
  return (await cells.allTextContents()).map((text) => Number(text.replace(MINUS, '-')))
}

async function expectTenExplainedTracks(page: Page, seed: string) {
  await expect(page).toHaveURL(`/t/${seed}`)
  await expect(page.locator('[data-track]').first()).toHaveAttribute('data-track', seed)
  const rows = page.getByRole('listitem').and(page.locator('[data-score]'))
  await expect(rows).toHaveCount(10)

  const ids = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-track')))
  expect(new Set(ids).size).toBe(10)
  expect(ids).not.toContain(seed)

  const scores: number[] = []
  for (const row of await rows.all()) {
    const score = Number(await row.getAttribute('data-score'))
    const shown = await numbersOf(row.locator('[data-part] td'))
    const exact = await row
      .locator('[data-part]')
      .evaluateAll((all) => all.map((part) => Number(part.getAttribute('data-part'))))
    expect(shown).toHaveLength(9)
    expect(Math.abs(sum(exact) - score)).toBeLessThan(1e-6)
    expect(Math.abs(sum(shown) - score)).toBeLessThan(ROUNDING)
    const [total] = await numbersOf(row.locator('tfoot td'))
    expect(total).toBeCloseTo(score, 3)
    scores.push(score)
  }
  expect(scores).toEqual(scores.toSorted((a, b) => b - a))
  await expect(rows.first().locator('.reason').first()).not.toBeEmpty()
  await expect(page.getByText(/Chosen from [\d,]+ tracks · index version \d+/)).toBeVisible()
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)

test('a pasted track link gives ten other tracks whose parts add up to the score', async ({ page }) => {
  const seed = await findTrackId(page)
  await paste(page, `https://open.spotify.com/track/${seed}?si=abc`)
  await expectTenExplainedTracks(page, seed)
})

test('a pasted track link gives the same without JavaScript', async ({ plainPage }) => {
  const seed = await findTrackId(plainPage)
  await paste(plainPage, `spotify:track:${seed}`)
  await expectTenExplainedTracks(plainPage, seed)
})

test('the link “More like this” starts from that track, without a full load', async ({ page }) => {
  const seed = await findTrackId(page)
  await page.goto(`/t/${seed}`)
  await page.evaluate(() => document.documentElement.setAttribute('data-kept', 'yes'))
  const row = page.locator('[data-score]').nth(2)
  const next = await row.getAttribute('data-track')
  const name = await row.getByRole('heading').textContent()
  await row.getByRole('link', { name: 'More like this' }).click()
  await expect(page).toHaveURL(`/t/${next}`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name ?? '')
  await expect(page.locator('html')).toHaveAttribute('data-kept', 'yes')
  await expect(page.locator('#main')).toBeFocused()
})

test('a page whose coming in is cut short by the next is no error', async ({ page, complaints }) => {
  await page.goto(`/t/${await findTrackId(page)}`)
  const rejections = await page.evaluate(async () => {
    let told = 0
    window.addEventListener('unhandledrejection', () => told++)
    const changes = [1, 2].map(() => document.startViewTransition(() => undefined))
    await Promise.all(changes.map(({ finished }) => finished))
    return told
  })
  expect(rejections).toBe(1)
  expect(complaints).toEqual([])
})

test('another number of tracks can be asked for', async ({ page, plainPage }) => {
  const seed = await findTrackId(page)
  for (const reader of [page, plainPage]) {
    await reader.goto(`/t/${seed}`)
    await reader.getByLabel('Tracks to show').selectOption('5')
    await reader.getByRole('button', { name: 'Show' }).click()
    await expect(reader).toHaveURL(`/t/${seed}?k=5`)
    await expect(reader.locator('[data-score]')).toHaveCount(5)
  }
})

test('the list is downloaded as a file with the tracks that are shown', async ({ page, plainPage }) => {
  const seed = await findTrackId(page)
  for (const reader of [page, plainPage]) {
    await reader.goto(`/t/${seed}?k=5`)
    const downloading = reader.waitForEvent('download')
    await reader.getByRole('link', { name: 'Text', exact: true }).click()
    const file = await downloading
    expect(file.suggestedFilename()).toMatch(/^Tracks like .+\.txt$/)
    const lines = (await readFile(await file.path(), 'utf8')).trimEnd().split('\n')
    const names = await reader.locator('[data-score] h3').allTextContents()
    expect(lines).toHaveLength(5)
    for (const [i, name] of names.entries()) expect(lines[i]).toContain(name.trim())
  }
})

test('the first track of the list is seen on a phone without scrolling, below one line of links', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`/t/${await findTrackId(page)}`)
  await expect(page.locator('[data-score] h3').first()).toBeInViewport({ ratio: 1 })
  const tops = await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => link.getBoundingClientRect().top))
  // The last one is the account, beside the name of the site.
  expect(new Set(tops.slice(0, -1).filter((top) => top > 0)).size).toBe(1)
})
