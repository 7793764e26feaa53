import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { findTrackId } from './catalog'
import { expect, test } from './fixtures'

/** Title and artist of a track as its page names them. */
async function readName(page: Page, id: string): Promise<{ title: string; artist: string }> {
  await page.goto(`/t/${id}`)
  const title = (await page.getByRole('heading', { level: 1 }).textContent()) ?? ''
  const artist = (await page.locator('.query__words p').first().textContent()) ?? ''
  return { title: title.trim(), artist: (artist.split(/, | · /)[0] ?? '').trim() }
}

async function pasteList(page: Page, id: string) {
  const { title, artist } = await readName(page, id)
  await page.goto('/paste')
  const list = `1. ${artist} – ${title}\nhttps://open.spotify.com/track/${id}\nno such line\nNobody At All – Nothing Ever`
  await page.getByLabel('One track a line').fill(list)
  await page.getByRole('button', { name: 'Look them up' }).click()
  await expect(page.getByRole('heading', { name: /tracks? found/ })).toBeVisible()
  await expect(page.getByText('No dash separates artist and title')).toBeVisible()
  await expect(page.getByLabel('One track a line')).toHaveValue(list)
  return list
}

async function goOn(page: Page, id: string) {
  await page.getByRole('button', { name: 'Continue from these' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Continue from several tracks')
  await expect(page.locator(`[data-seed="${id}"]`)).toHaveCount(1)
}

test('a pasted list is looked up and gone on from', async ({ page }) => {
  const id = await findTrackId(page)
  await pasteList(page, id)
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id: rule, nodes }) => `${rule}: ${nodes.map((n) => n.html).join(' ')}`)).toEqual(
    [],
  )
  await goOn(page, id)
})

test('a pasted list is looked up and gone on from without JavaScript', async ({ plainPage }) => {
  const id = await findTrackId(plainPage)
  await pasteList(plainPage, id)
  await goOn(plainPage, id)
})

test('an empty list is refused with a sentence, and a choice of none as well', async ({ page }) => {
  const id = await findTrackId(page)
  await page.goto('/paste')
  await page.getByRole('button', { name: 'Look them up' }).click()
  await expect(page.getByRole('alert')).toContainText('There is no line to look up.')
  await pasteList(page, id)
  for (const box of await page.getByRole('checkbox').all()) await box.uncheck()
  await page.getByRole('button', { name: 'Continue from these' }).click()
  await expect(page.getByRole('alert')).toContainText('No track is chosen.')
})
