import { findTrackId } from './catalog'
import { expect, test } from './fixtures'

test('the way from the front page to a further track needs no mouse', async ({ page }) => {
  const seed = await findTrackId(page)
  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: 'Skip to the content' })
  await expect(skip).toBeFocused()
  await expect(skip).toBeInViewport()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(page.getByLabel('Track name or link')).toBeFocused()
  await page.keyboard.type(`spotify:track:${seed}`)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(`/t/${seed}`)
  await expect(page.locator('#main')).toBeFocused()

  const more = page.getByRole('link', { name: 'More like this' }).first()
  for (let presses = 0; presses < 15; presses++) {
    if (await more.evaluate((link) => link === document.activeElement)) break
    await page.keyboard.press('Tab')
  }
  await expect(more).toBeFocused()
  const outline = await more.evaluate((link) => getComputedStyle(link).outlineStyle)
  expect(outline).toBe('solid')
  for (let presses = 0; presses < 3; presses++) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-score]').first().getByRole('table')).toBeVisible()
  for (let presses = 0; presses < 3; presses++) await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  await expect(page).not.toHaveURL(`/t/${seed}`)
})

test('headings go down one step at a time, and every page has one of the first order', async ({ page }) => {
  const seed = await findTrackId(page)
  const playlist = await page.locator('main a[href^="/p/"]').first().getAttribute('href')
  for (const path of ['/', `/t/${seed}`, playlist ?? '', '/about', '/no/such/page']) {
    const answer = await page.goto(path)
    expect(answer?.status(), path).toBe(path === '/no/such/page' ? 404 : 200)
    const levels = await page
      .locator('h1, h2, h3, h4')
      .evaluateAll((headings) => headings.map((heading) => Number(heading.tagName.slice(1))))
    expect(
      levels.filter((level) => level === 1),
      path,
    ).toHaveLength(1)
    expect(levels[0], path).toBe(1)
    const steps = levels.slice(1).map((level, i) => level - (levels[i] ?? level))
    expect(Math.max(0, ...steps), path).toBeLessThanOrEqual(1)
  }
})
