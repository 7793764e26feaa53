import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { findTrackId, paste } from './catalog'
import { expect, test } from './fixtures'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const PHONE = { width: 375, height: 800 }

type Example = { id: string; title: string; artist: string }

/** The first example of the front page. */
async function readExample(page: Page): Promise<Example> {
  const id = await findTrackId(page)
  const card = page.locator('main .track-card').filter({ has: page.locator(`a[href="/t/${id}"]`) })
  return {
    id,
    title: await card.locator('.track-card__title').innerText(),
    artist: await card.locator('p').first().innerText(),
  }
}

/** What the open list offers; a field to choose from has options, too. */
const optionsOf = (page: Page) => page.getByRole('listbox', { name: 'Tracks' }).getByRole('option')

for (const viewport of [null, PHONE]) {
  test.describe(viewport ? 'on a phone' : 'on a desk', () => {
    if (viewport) test.use({ viewport })

    test('a track is found while its name is typed, by keyboard alone', async ({ page }) => {
      const { id, title, artist } = await readExample(page)
      const box = page.getByLabel('Track name or link')
      await box.fill(`${artist} ${title}`)
      const options = optionsOf(page)
      await expect(options.first()).toContainText(title)
      await expect(box).toHaveAttribute('aria-expanded', 'true')
      await page.keyboard.press('ArrowDown')
      await expect(options.first()).toHaveAttribute('aria-selected', 'true')
      const active = await box.getAttribute('aria-activedescendant')
      expect(active).toBe(await options.first().getAttribute('id'))
      await page.keyboard.press('Escape')
      await expect(page.getByRole('listbox')).toBeHidden()
      await expect(box).toBeFocused()
      await box.pressSequentially(' ')
      await expect(options.first()).toContainText(title)
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await expect(page).toHaveURL(new RegExp(`/t/${id}$`))
    })

    test('a name that several tracks may have leads to choices, without JavaScript', async ({
      plainPage: page,
    }) => {
      if (viewport) await page.setViewportSize(viewport)
      const { artist } = await readExample(page)
      await page.getByLabel('Track name or link').fill(artist)
      await page.getByRole('button', { name: 'Find' }).click()
      await expect(page).toHaveURL(/\/search\?q=/)
      await expect(page.getByRole('heading', { level: 1 })).toContainText(artist)
      const first = page.locator('.found .track-card').first()
      await expect(first).toContainText(artist)
      await first.locator('.track-card__title').click()
      await expect(page).toHaveURL(/\/t\/\w+$/)
    })
  })
}

test('a name in full opens the track, without JavaScript', async ({ plainPage: page }) => {
  const { id, title, artist } = await readExample(page)
  await paste(page, `${artist} - ${title}`)
  await expect(page).toHaveURL(new RegExp(`/t/${id}$`))
})

test('a list continues from a chosen name, and keeps the tracks that are there, without JavaScript', async ({
  plainPage: page,
}) => {
  const { id, artist } = await readExample(page)
  await page.goto(`/continue?seed=${id}&mode=discover`)
  await page.getByLabel('Tracks to continue from, by name or link').fill(artist)
  await page.getByRole('button', { name: 'Add' }).click()
  await expect(page).toHaveURL(/\/search\?q=/)
  await page.locator('.found .track-card__title').last().click()
  await expect(page).toHaveURL(new RegExp(`/continue\\?seed=${id}&mode=discover&seed=\\w+$`))
  await expect(page.locator('[data-seed]').first()).toHaveAttribute('data-seed', id)
})

test('a journey starts and ends at chosen names, without JavaScript', async ({ plainPage: page }) => {
  const { id, artist, title } = await readExample(page)
  await page.goto('/journey')
  await page.getByLabel('From', { exact: true }).fill(`${title} – ${artist}`)
  await page.getByLabel('To', { exact: true }).fill(artist)
  await page.getByLabel('Tracks in all').fill('4')
  await page.getByRole('button', { name: 'Plan' }).click()
  await expect(page).toHaveURL(/\/search\?q=/)
  const choice = page.locator('.found .track-card__title').last()
  const target = new URL((await choice.getAttribute('href')) ?? '', page.url())
  expect(target.pathname).toBe('/journey')
  expect(target.searchParams.get('length')).toBe('4')
  expect(target.searchParams.get('to')).toMatch(/^\w{22}$/)
  await choice.click()
  await expect(page.getByLabel('To', { exact: true })).toHaveValue(target.searchParams.get('to') ?? '')
  expect(id).not.toBe('')
})

test('a journey takes the tracks that are chosen while their names are typed', async ({ page }) => {
  const { id, artist, title } = await readExample(page)
  await page.goto('/journey')
  await page.getByLabel('From', { exact: true }).fill(`${artist} ${title}`)
  const option = optionsOf(page).first()
  await expect(option).toContainText(title)
  await option.click()
  await expect(page.getByLabel('From', { exact: true })).toHaveValue(`${artist} – ${title}`)
  await page.getByRole('button', { name: 'Plan' }).click()
  await expect(page).toHaveURL(new RegExp(`from=${id}`))
})

test('a list that is pasted into the box of the front page is matched line by line', async ({ page }) => {
  const { title, artist } = await readExample(page)
  await page.getByLabel('Track name or link').evaluate((box, text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text', text)
    box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, `${artist} - ${title}\nNobody - xqzzy`)
  await expect(page).toHaveURL(/\/paste$/)
  await expect(page.getByLabel('One track a line')).toHaveValue(`${artist} - ${title}\nNobody - xqzzy`)
  await expect(page.locator('.matched')).toContainText(title)
})

test('a name that no track has gets a sentence and ways on', async ({ plainPage: page }) => {
  await paste(page, 'xqzzy')
  await expect(page.getByText('No track of the catalog is called “xqzzy”.')).toBeVisible()
  await expect(page.getByLabel('Artist, title or both')).toHaveValue('xqzzy')
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`search breaks no rule of WCAG 2.2 AA, ${colorScheme}`, async ({ page }) => {
    test.slow()
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize(PHONE)
    const { artist } = await readExample(page)
    const check = async (where: string) => {
      const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ')}`),
        where,
      ).toEqual([])
      const excess = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(excess, `${where} is wider than the window`).toBeLessThanOrEqual(0)
    }
    await page.getByLabel('Track name or link').fill(artist)
    await optionsOf(page).first().waitFor()
    await page.keyboard.press('ArrowDown')
    await check('the open list')
    await page.goto(`/search?${new URLSearchParams({ q: artist }).toString()}`)
    await check('the choices')
    await page.goto('/search?q=xqzzy')
    await check('nothing found')
  })
}
