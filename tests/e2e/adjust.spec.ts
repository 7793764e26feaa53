import type { Page } from '@playwright/test'
import { findTrackId } from './catalog'
import { expect, test } from './fixtures'
import { expectRows, rowIds, rows } from './rows'

/** Sets the same controls by hand that a reader would, and looks at the answer. */
async function adjust(page: Page, seed: string) {
  await page.goto(`/t/${seed}?k=5`)
  const plain = await rowIds(page)
  await page.getByText('Adjust', { exact: true }).click()
  await page.getByLabel('Looking for').selectOption('discover')
  await page.getByRole('spinbutton', { name: 'Per artist' }).fill('1')
  await page.getByRole('spinbutton', { name: 'Era' }).fill('0')
  await page.getByRole('spinbutton', { name: 'Rhythm' }).fill('2')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(page).toHaveURL(/mode=discover/)
  await expect(page).toHaveURL(/k=5/)
  await expect(page.getByRole('heading', { name: '5 tracks by other artists' })).toBeVisible()
  const chips = page.getByRole('list', { name: 'What is adjusted' }).getByRole('link')
  await expect(chips).toHaveText([
    'Discover, undo',
    'at most 1 of an artist, undo',
    'Rhythm × 2, undo',
    'Era × 0, undo',
  ])
  const part = rows(page).first().locator('[data-group="era"]')
  expect(Number(await part.getAttribute('data-part'))).toBe(0)
  const artists = await rows(page).locator('.row__words p').allTextContents()
  const names = artists.map((line) => line.split(' · ')[0])
  expect(new Set(names).size).toBe(5)

  for (const left of [3, 2, 1, 0]) {
    await chips.first().click()
    await expect(chips).toHaveCount(left)
  }
  await expectRows(page, plain)
}

test('a list is adjusted, and put back chip by chip', async ({ page }) => {
  await adjust(page, await findTrackId(page))
})

test('a list is adjusted, and put back chip by chip, without JavaScript', async ({ plainPage }) => {
  await adjust(plainPage, await findTrackId(plainPage))
})

test('a slider moves its number, and the number its slider', async ({ page }) => {
  await page.goto(`/t/${await findTrackId(page)}`)
  await page.getByText('Adjust', { exact: true }).click()
  const slider = page.getByRole('slider', { name: 'Mood, slider' })
  const number = page.getByRole('spinbutton', { name: 'Mood' })
  await slider.fill('1.5')
  await expect(number).toHaveValue('1.5')
  await number.fill('0.5')
  await expect(slider).toHaveValue('0.5')
})

test('each row says how much of the catalog is further away, and rows add up with what is adjusted', async ({
  page,
}) => {
  await page.goto(`/t/${await findTrackId(page)}?mode=discover&novelty=0.4`)
  await expect(page.getByText(/Closer than (more than )?[\d.]+ % of the catalog/)).toHaveCount(10)
  for (const row of await rows(page).all()) {
    const score = Number(await row.getAttribute('data-score'))
    const cells = await row.locator('[data-part] td, [data-adjustment] td').allTextContents()
    const sum = cells.reduce((total, text) => total + Number(text.replace('−', '-')), 0)
    expect(Math.abs(sum - score)).toBeLessThan(0.006)
    await expect(row.locator('[data-adjustment="novelty"]')).toHaveCount(1)
  }
})

test('a filter that is wrong is said with the field that it is', async ({ page }) => {
  const answer = await page.goto(`/t/${await findTrackId(page)}?key=Z`)
  expect(answer?.status()).toBe(400)
  await expect(page.getByText('The key must be a Camelot code from 1A to 12B.')).toBeVisible()
})

test('other tracks come instead of those shown, and an undo brings them back', async ({ plainPage }) => {
  await plainPage.goto(`/t/${await findTrackId(plainPage)}?k=10`)
  const first = await rowIds(plainPage)
  await plainPage.goto(`/t/${await findTrackId(plainPage)}?k=5`)
  await plainPage.getByRole('link', { name: 'Other tracks than these' }).click()
  await expect(plainPage).toHaveURL(/exclude=/)
  await expectRows(plainPage, first.slice(5))
  await plainPage.getByRole('link', { name: /^5 left out ?, undo$/ }).click()
  await expectRows(plainPage, first.slice(0, 5))
})
