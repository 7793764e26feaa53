import { expect, type Page } from '@playwright/test'

/** The id of the first example on the front page: a track that the catalog has. */
export async function findTrackId(page: Page): Promise<string> {
  return readId(page, 't')
}

/** The id of the first playlist on the front page. */
export async function findPlaylistId(page: Page): Promise<string> {
  return readId(page, 'p')
}

async function readId(page: Page, kind: 't' | 'p'): Promise<string> {
  await page.goto('/')
  const link = page.locator(`main a[href^="/${kind}/"]`).first()
  const href = await link.getAttribute('href')
  const id = href?.split('/').pop() ?? ''
  expect(id, 'the front page offers something to open').toMatch(/^[0-9A-Za-z]{22}$/)
  return id
}

/** Pastes a text into the form of the front page and sends it. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.goto('/')
  await page.getByLabel('Track name or link').fill(text)
  await page.getByRole('button', { name: 'Find' }).click()
}
