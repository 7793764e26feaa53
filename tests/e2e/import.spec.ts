import { writeFile } from 'node:fs/promises'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** A table of tracks that no other test imports, with one row that is none. */
function makeTable(family: string): string {
  const rows = [1, 2, 3].map(
    (n) => `${`${family}${String(n)}`.padStart(22, '3')},Imported ${family}${String(n)},Singer,0.4`,
  )
  return ['track_id,track_name,artists,energy', ...rows, 'too-short,,,0.5', ''].join('\n')
}

async function chooseFile(page: Page, content: string, filename: string): Promise<void> {
  const path = test.info().outputPath(filename)
  await writeFile(path, content)
  await page.getByLabel('A file of tracks').setInputFiles(path)
}

async function send(page: Page, content: string, filename: string): Promise<void> {
  await page.goto('/import')
  await chooseFile(page, content, filename)
  await page.getByRole('button', { name: 'Import' }).click()
}

async function expectReport(page: Page, filename: string): Promise<void> {
  await expect(page).toHaveURL(/\/jobs\/[\w-]+$/)
  const report = page.getByRole('region', { name: `${filename} is imported` })
  await expect(report).toContainText(/Read\s*4 rows/)
  await expect(report).toContainText('the id "too-short" is not a Spotify track id')
}

test('a file is chosen, sent and imported, and what was left out is named', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('link', { name: 'import a file' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Import a file')
  await send(page, makeTable('a'), 'with.csv')
  await expectReport(page, 'with.csv')
  await page.reload()
  await expectReport(page, 'with.csv')
})

test('a file is imported the same way without JavaScript', async ({ plainPage }) => {
  await send(plainPage, makeTable('b'), 'without.csv')
  await expectReport(plainPage, 'without.csv')
})

test('a file of a long name is imported on a page that fits a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const name = `${'a_name_without_any_place_to_break_it_'.repeat(4)}.csv`
  await send(page, makeTable('f'), name)
  await expectReport(page, name)
  for (const path of [page.url(), '/jobs']) {
    await page.goto(path)
    const excess = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(excess, `${path} is wider than the window`).toBeLessThanOrEqual(0)
  }
})

test('a file that is no list of tracks gets a sentence beside the field, and the page stays', async ({
  page,
  plainPage,
}) => {
  for (const reader of [page, plainPage]) {
    const answer = reader.waitForResponse((response) => response.request().method() === 'POST')
    await send(reader, 'colour,weight\nred,3\n', 'other.csv')
    expect((await answer).status()).toBe(422)
    await expect(reader.getByRole('alert')).toHaveAttribute('data-code', 'FILE_LAYOUT_UNKNOWN')
  }
  await expect(page.getByLabel('A file of tracks')).toBeFocused()
  await page.goto('/import')
  await page.getByRole('button', { name: 'Import' }).click()
  await expect(page.getByRole('alert')).toHaveAttribute('data-code', 'IMPORT_FILE_MISSING')
})

test('how far an upload is can be seen, and it can be cancelled', async ({ page }) => {
  await page.route('**/api/import', async (route) => {
    // Long enough to look at; the test ends the request itself.
    await new Promise((resolve) => setTimeout(resolve, 20_000))
    await route.abort().catch(() => undefined)
  })
  await send(page, makeTable('c'), 'slow.csv')
  await expect(page.getByRole('progressbar')).toBeVisible()
  await expect(page.getByText(/% sent$/)).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('progressbar')).toBeHidden()
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('a file may be dropped on the form', async ({ page }) => {
  await page.goto('/import')
  const dropped = await page.evaluateHandle((content) => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([content], 'dropped.csv', { type: 'text/csv' }))
    return transfer
  }, makeTable('d'))
  await page.locator('.import-form').dispatchEvent('drop', { dataTransfer: dropped })
  await page.getByRole('button', { name: 'Import' }).click()
  await expectReport(page, 'dropped.csv')
})

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} scheme`, () => {
    test.use({ colorScheme })

    test('no state of the page breaks a rule of WCAG 2.2 AA that a machine can check', async ({ page }) => {
      test.slow()
      const expectNoViolation = async (where: string) => {
        const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
        expect(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ')}`),
          where,
        ).toEqual([])
      }
      await page.goto('/import')
      await expectNoViolation('the form')
      await send(page, 'colour,weight\nred,3\n', 'other.csv')
      await expect(page.getByRole('alert')).toBeVisible()
      await expectNoViolation('with an error')
      await send(page, makeTable('e'), `${colorScheme}.csv`)
      await expectReport(page, `${colorScheme}.csv`)
      await expectNoViolation('with a report')
    })
  })
}
