import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { findTrackId } from './catalog'
import { expect, test } from './fixtures'
import { expectRows, rowIds } from './rows'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const row = (page: Page, id: string) => page.locator(`[data-track="${id}"][data-score]`)

/** Says two things of a list, looks at what came of it, and takes everything back. */
async function judge(page: Page) {
  await page.goto(`/t/${await findTrackId(page)}?k=10`)
  const plain = await rowIds(page)
  const liked = plain[7] ?? ''
  const name = (await row(page, liked).getByRole('heading').textContent()) ?? ''

  await row(page, liked).getByRole('button', { name: 'Like', exact: false }).first().click()
  await expect(page.locator('#taste').getByRole('status')).toContainText(
    `Your taste counts here: 1 liked. You liked ${name} last.`,
  )
  await expect(row(page, liked).getByRole('button', { name: 'Liked' })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
  await expect(async () => expect((await rowIds(page)).indexOf(liked)).toBeLessThan(7)).toPass({
    timeout: 10_000,
  })
  await expect(row(page, liked)).toContainText(/your taste 0\.\d\d \(close to one track you liked\)/i)

  const first = (await rowIds(page)).find((id) => id !== liked) ?? ''
  await row(page, first).getByRole('button', { name: 'Dislike' }).click()
  await expect(page.locator('#taste').getByRole('status')).toContainText('1 liked, 1 disliked')
  const judged = await rowIds(page)
  expect(judged.find((id) => id !== liked)).not.toBe(first)

  await page.getByRole('link', { name: 'Without my taste' }).click()
  await expect(page.locator('#taste').getByRole('status')).toContainText('Shown without your taste')
  await expectRows(page, plain)
  await page.getByRole('link', { name: 'With my taste' }).click()
  await expect(page.locator('#taste').getByRole('status')).toContainText('Your taste counts here')
  await expectRows(page, judged)

  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.locator('#taste').getByRole('status')).toContainText('Your taste counts here: 1 liked.')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.locator('#taste').getByRole('status')).toContainText('Like, dislike or skip a track')
  await expectRows(page, plain)
  return { plain, name }
}

/** The page of one's own clicks: remove one, download, remove all. */
async function tidy(page: Page) {
  const seed = await findTrackId(page)
  await page.goto(`/t/${seed}?k=10`)
  const plain = await rowIds(page)
  for (const [i, id] of plain.slice(0, 3).entries()) {
    await row(page, id)
      .getByRole('button', { name: i === 0 ? 'Skip' : 'Dislike' })
      .click()
    await expect(page.locator('#taste').getByRole('status')).toContainText(
      i === 0 ? '1 skipped' : `${String(i)} disliked`,
    )
    if ((await row(page, plain[i + 1] ?? '').count()) === 0) await page.goto(`/t/${seed}?k=50`)
  }
  await page.getByRole('link', { name: 'What Segue learned' }).click()
  await expect(page.getByRole('heading', { name: '3 tracks you judged' })).toBeVisible()
  await expect(page.locator('[data-click]')).toHaveCount(3)
  await page.locator('[data-click]').first().getByRole('button').click()
  await expect(page.getByRole('heading', { name: '2 tracks you judged' })).toBeVisible()
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download your clicks' }).click()
  expect((await download).suggestedFilename()).toBe('segue-taste.json')
  await page.getByText('Remove everything').click()
  await page.getByRole('button', { name: 'Remove all my clicks' }).click()
  await expect(page.getByText('You have not judged a track yet.')).toBeVisible()
}

test('a list follows a like and a dislike, and comes back when they are undone', async ({ page }) => {
  await judge(page)
})

test('a list follows a like and a dislike, and comes back, without JavaScript', async ({ plainPage }) => {
  await judge(plainPage)
})

test('clicks are listed, taken home and removed', async ({ page }) => {
  await tidy(page)
})

test('clicks are listed, taken home and removed, without JavaScript', async ({ plainPage }) => {
  await tidy(plainPage)
})

test('a track is liked by keyboard, and the same key takes it back', async ({ page }) => {
  await page.goto(`/t/${await findTrackId(page)}?k=5`)
  const [id = ''] = await rowIds(page)
  const like = row(page, id).getByRole('button', { name: /^Like/ })
  await like.focus()
  await page.keyboard.press('Enter')
  await expect(row(page, id).getByRole('button', { name: 'Liked' })).toHaveAttribute('aria-pressed', 'true')
  await expect(row(page, id).getByRole('button', { name: 'Liked' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.locator('#taste').getByRole('status')).toContainText('Like, dislike or skip a track')
})

for (const [colorScheme, width] of [
  ['light', 1280],
  ['dark', 375],
] as const) {
  test.describe(`in the ${colorScheme} scheme, ${String(width)} wide`, () => {
    test.use({ colorScheme, viewport: { width, height: 800 } })

    test('what was clicked fits, and breaks no rule that a machine can check', async ({ page }) => {
      test.slow()
      await page.goto(`/t/${await findTrackId(page)}?k=5`)
      const [a = '', b = ''] = await rowIds(page)
      await row(page, a).getByRole('button', { name: /^Like/ }).click()
      await expect(page.locator('#taste').getByRole('status')).toContainText('1 liked')
      await row(page, b).getByRole('button', { name: /^Skip/ }).click()
      await expect(page.locator('#taste').getByRole('status')).toContainText('1 skipped')
      for (const [name, path] of [
        ['judged', page.url()],
        ['taste', '/taste'],
      ] as const) {
        await page.goto(path, { waitUntil: 'networkidle' })
        const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ')}`)).toEqual([])
        const excess = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        expect(excess, `${path} is wider than the window`).toBeLessThanOrEqual(0)
        await page.screenshot({ path: `test-results/looks/${name}-${colorScheme}.png`, fullPage: true })
      }
    })
  })
}
