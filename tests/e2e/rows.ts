import type { Page } from '@playwright/test'
import { expect } from './fixtures'

/** The tracks that a page lists, in its order. */
export const rows = (page: Page) => page.locator('[data-score]')

/** Their ids on a page that is loaded: reading while one is being left throws, and one that still comes in has a few. */
export async function rowIds(page: Page): Promise<string[]> {
  await page.waitForLoadState()
  return rows(page).evaluateAll((all) => all.map((row) => row.getAttribute('data-track') ?? ''))
}

/** Waits until these tracks are listed and no others, over as many pages as it takes. */
export async function expectRows(page: Page, ids: readonly string[]): Promise<void> {
  for (const [i, id] of ids.entries()) {
    await expect(rows(page).nth(i)).toHaveAttribute('data-track', id)
  }
  await expect(rows(page)).toHaveCount(ids.length)
}
