import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { findTrackId } from './catalog'
import { expect, test } from './fixtures'

const stops = (page: Page) =>
  page.locator('[data-named]').evaluateAll((all) => all.map((stop) => stop.getAttribute('data-track') ?? ''))

/** From a result page to a journey through a third track, planned by the form. */
async function travel(page: Page) {
  const from = await findTrackId(page)
  await page.goto(`/t/${from}`)
  const rows = page.locator('[data-score]')
  const [through, to] = [
    await rows.nth(2).getAttribute('data-track'),
    await rows.last().getAttribute('data-track'),
  ]
  await page.getByRole('link', { name: 'Journey to another track' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('A journey between two tracks')
  await expect(page.getByLabel('From', { exact: true })).toHaveValue(from)

  await page.getByLabel('To', { exact: true }).fill(`https://open.spotify.com/track/${to ?? ''}?si=x`)
  await page.getByLabel('Through (optional)').fill(through ?? '')
  await page.getByLabel('Tracks in all').fill('7')
  await page.getByLabel('Energy').selectOption('rising')
  await page.getByLabel('Only keys that mix').check()
  await page.getByRole('button', { name: 'Plan' }).click()

  await expect(page.getByRole('heading', { name: '7 tracks on the way' })).toBeVisible()
  const passed = await stops(page)
  expect(passed).toHaveLength(7)
  expect([passed[0], passed.at(-1)]).toEqual([from, to])
  expect(passed).toContain(through)
  expect(new Set(passed).size).toBe(7)
  await expect(page.locator('[data-named="true"]')).toHaveCount(3)
  // Six steps, each with a sentence; tracks that others imported may have no tempo to name.
  await expect(page.getByText(/ changes most in /)).toHaveCount(6)
  await expect(page.getByText(/ BPM; .* changes most in /).first()).toBeVisible()
  await expect(page.getByRole('img', { name: /^Energy: from \d+ of 100 to \d+ of 100\.$/ })).toBeVisible()
  await expect(page.getByRole('img', { name: /^Tempo: from \d+ BPM to \d+ BPM\.$/ })).toBeVisible()
  await expect(page.getByLabel('Only keys that mix')).toBeChecked()

  await page.getByRole('link', { name: 'Another route' }).click()
  await page.waitForURL(/route=1/)
  const other = await stops(page)
  expect([other[0], other.at(-1)]).toEqual([from, to])
  await page.goto(page.url())
  expect(await stops(page)).toEqual(other)
}

test('a journey is planned from a result page', async ({ page }) => {
  await travel(page)
})

test('a journey is planned the same way without JavaScript', async ({ plainPage }) => {
  await travel(plainPage)
})

for (const [query, status, sentence] of [
  ['from=FROM&to=FROM', 400, 'A journey passes every track once, and one is named twice.'],
  ['to=FROM', 400, 'A journey needs a track to start from and one to end with.'],
  ['from=FROM&to=0000000000000000000000', 404, 'The track 0000000000000000000000 is not in the catalog yet.'],
  ['from=FROM&to=TO&length=51', 400, 'The length must be a whole number from 2 to 50.'],
  [
    'from=FROM&to=TO&yearFrom=2099',
    422,
    'No journey of 12 tracks can be made of the 0 tracks that the filters leave',
  ],
  ['from=FROM&to=https://example.com/x', 400, 'https://example.com/x'],
] as const) {
  test(`${query} is refused with a sentence, and the form keeps what was typed`, async ({
    plainPage: page,
  }) => {
    const from = await findTrackId(page)
    await page.goto(`/t/${from}`)
    const to = (await page.locator('[data-score]').first().getAttribute('data-track')) ?? ''
    const answer = await page.goto(`/journey?${query.replaceAll('FROM', from).replace('TO', to)}`)
    expect(answer?.status()).toBe(status)
    const alert = page.getByRole('alert')
    await expect(alert).toBeVisible()
    if (!sentence.startsWith('https')) await expect(alert).toContainText(sentence)
    else await expect(page.getByLabel('To', { exact: true })).toHaveValue(sentence)
  })
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 320]) {
    test(`the page breaks no rule of WCAG 2.2 AA and fits ${width} px, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 900 })
      const from = await findTrackId(page)
      await page.goto(`/t/${from}`)
      const to = (await page.locator('[data-score]').last().getAttribute('data-track')) ?? ''
      for (const path of [
        '/journey',
        `/journey?from=${from}&to=${to}&arc=wave&length=9&genre=x`,
        `/journey?from=${from}&to=${to}&arc=wave&length=9`,
      ]) {
        await page.goto(path, { waitUntil: 'networkidle' })
        for (const details of await page.locator('details').all()) {
          await details.evaluate((element) => element.setAttribute('open', ''))
        }
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
          .analyze()
        expect(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ')}`),
          path,
        ).toEqual([])
        const excess = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        expect(excess, `${path} is wider than the window`).toBeLessThanOrEqual(0)
      }
      await page.screenshot({
        path: `test-results/looks/journey-${colorScheme}-${width}.png`,
        fullPage: true,
      })
    })
  }
}
