import { writeFile } from 'node:fs/promises'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { findTrackId } from './catalog'
import { expect, test } from './fixtures'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** More than a clip may have. */
const TOO_LARGE = 17 * 1024 * 1024

/** Thirty seconds of a track of the sandbox. */
async function readPreview(page: Page): Promise<Buffer> {
  const id = await findTrackId(page)
  const answer = await page.request.get(`/sandbox/preview/${id}.wav`)
  expect(answer.status()).toBe(200)
  return answer.body()
}

/** A WAV of mono silence, 16 bit. */
function makeSilence(seconds: number, rate = 22_050): Buffer {
  const bytes = 2 * Math.round(seconds * rate)
  const buffer = Buffer.alloc(44 + bytes)
  buffer.write('RIFF', 0)
  buffer.writeUInt32LE(36 + bytes, 4)
  buffer.write('WAVEfmt ', 8)
  buffer.writeUInt32LE(16, 16)
  buffer.writeUInt16LE(1, 20)
  buffer.writeUInt16LE(1, 22)
  buffer.writeUInt32LE(rate, 24)
  buffer.writeUInt32LE(2 * rate, 28)
  buffer.writeUInt16LE(2, 32)
  buffer.writeUInt16LE(16, 34)
  buffer.write('data', 36)
  buffer.writeUInt32LE(bytes, 40)
  return buffer
}

async function upload(page: Page, file: Buffer | null): Promise<void> {
  await page.goto('/clip')
  await page.getByLabel('Looking for').selectOption('discover')
  await page.getByLabel('Tracks to show').selectOption('5')
  if (file) {
    const path = test.info().outputPath('clip.wav')
    await writeFile(path, file)
    await page.getByLabel('A clip of the music').setInputFiles(path)
  }
  await page.getByRole('button', { name: 'Listen' }).click()
}

async function expectAnswer(page: Page): Promise<void> {
  await expect(page).toHaveURL(/\/clip\?clip=[\w.-]+&mode=discover&k=5$/)
  const heard = page.getByRole('region', { name: 'What was heard' })
  await expect(heard).toContainText(/Tempo\s*\d+ BPM/)
  await expect(heard).toContainText(/Loudness\s*−?\d+\.\d LUFS/)
  await expect(heard.getByText(/groups are not known of a clip/)).toBeVisible()
  const rows = page.locator('[data-score]')
  await expect(rows).toHaveCount(5)
  await expect(rows.first().locator('.reason').first()).not.toBeEmpty()
  // What was heard is a part of the sound, and every row says so.
  await expect(rows.first().getByText(/^confidence 0\.\d\d/)).toBeVisible()
}

test('a clip is sent, listened to, and answered under an address that can be kept', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('link', { name: 'Let Segue listen to a clip' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Start from a clip')
  await upload(page, await readPreview(page))
  await expectAnswer(page)
  const scores = () =>
    page.locator('[data-score]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-score')))
  const first = await scores()
  await page.reload()
  await expectAnswer(page)
  expect(await scores()).toEqual(first)
})

test('a clip is answered the same way without JavaScript', async ({ page, plainPage }) => {
  await upload(plainPage, await readPreview(page))
  await expectAnswer(plainPage)
})

test('sliders and filters apply to a clip', async ({ page }) => {
  await upload(page, await readPreview(page))
  await expectAnswer(page)
  await page.getByText('Adjust', { exact: true }).click()
  await page.getByLabel('From year').fill('2015')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(page).toHaveURL(/\/clip\?.*yearFrom=2015/)
  await expect(page.getByRole('list', { name: 'What is adjusted' })).toContainText('from 2015')
  await expect(page.getByRole('region', { name: 'What was heard' })).toBeVisible()
})

const refused: [what: string, file: () => Buffer | null, status: number, code: string][] = [
  ['no file', () => null, 400, 'CLIP_MISSING'],
  ['an empty file', () => Buffer.alloc(0), 422, 'AUDIO_EMPTY'],
  ['a text called .wav', () => Buffer.from('no sound at all'), 415, 'AUDIO_UNSUPPORTED'],
  ['silence', () => makeSilence(5), 422, 'AUDIO_SILENT'],
  ['a tenth of a second', () => makeSilence(0.1), 422, 'AUDIO_TOO_SHORT'],
  ['eleven minutes', () => makeSilence(11 * 60, 8000), 422, 'AUDIO_TOO_LONG'],
  ['17 MB', () => Buffer.alloc(TOO_LARGE), 413, 'AUDIO_TOO_LARGE'],
]

for (const [what, file, status, code] of refused) {
  test(`${what} gets a sentence beside the field, and the other choices are kept`, async ({
    page,
    plainPage,
  }) => {
    for (const reader of [page, plainPage]) {
      const answer = reader.waitForResponse((response) => response.request().method() === 'POST')
      await upload(reader, file())
      expect((await answer).status()).toBe(status)
      await expect(reader.getByRole('alert')).toHaveAttribute('data-code', code)
      await expect(reader.getByLabel('Looking for')).toHaveValue('discover')
      await expect(reader.getByLabel('Tracks to show')).toHaveValue('5')
    }
    const field = page.getByLabel('A clip of the music')
    await expect(field).toBeFocused()
    await expect(field).toHaveAttribute('aria-invalid', 'true')
  })
}

test('an address that no clip has made gets a page that says so', async ({ page }) => {
  const answer = await page.goto('/clip?clip=abc.def')
  expect(answer?.status()).toBe(404)
  await expect(
    page.getByText('This link of a clip is not complete, or another instance made it.'),
  ).toBeVisible()
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
      await upload(page, makeSilence(5))
      await expect(page.getByRole('alert')).toBeVisible()
      await expectNoViolation('with an error')
      await upload(page, await readPreview(page))
      await expectAnswer(page)
      for (const details of await page.locator('details').all()) {
        await details.evaluate((element) => element.setAttribute('open', ''))
      }
      await expectNoViolation('with an answer')
    })
  })
}

test('how far an upload is can be seen, and it can be cancelled', async ({ page }) => {
  await page.route('**/api/trpc/clip.hear', async (route) => {
    // Long enough to look at; the test ends the request itself.
    await new Promise((resolve) => setTimeout(resolve, 20_000))
    await route.abort().catch(() => undefined)
  })
  await upload(page, makeSilence(5))
  await expect(page.getByRole('progressbar')).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('progressbar')).toBeHidden()
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(page.getByLabel('Looking for')).toHaveValue('discover')
})
