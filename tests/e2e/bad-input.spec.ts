import { findTrackId, paste } from './catalog'
import { expect, test } from './fixtures'

const NOBODY = '0000000000000000000000'

const cases = [
  { what: 'nothing', text: '', status: 400, code: 'LINK_MISSING' },
  { what: 'another site', text: 'https://example.com/track/1', status: 400, code: 'LINK_NOT_RECOGNISED' },
  {
    what: 'an album',
    text: `https://open.spotify.com/album/${NOBODY}`,
    status: 422,
    code: 'LINK_UNSUPPORTED',
  },
  {
    what: 'an episode',
    text: `https://open.spotify.com/episode/${NOBODY}`,
    status: 422,
    code: 'LINK_UNSUPPORTED',
  },
  { what: 'a bare id', text: NOBODY, status: 400, code: 'LINK_AMBIGUOUS' },
  {
    what: 'a track nobody knows',
    text: `https://open.spotify.com/track/${NOBODY}`,
    status: 404,
    code: 'TRACK_NOT_FOUND',
  },
]

for (const { what, text, status, code } of cases) {
  test(`${what} gets a sentence beside the field, and what was typed is kept`, async ({ page }) => {
    const answer = page.waitForResponse((response) => response.request().method() === 'POST')
    await paste(page, text)
    expect((await answer).status()).toBe(status)
    const error = page.getByRole('alert')
    await expect(error).toHaveAttribute('data-code', code)
    const field = page.getByLabel('Track name or link')
    await expect(field).toHaveValue(text)
    await expect(field).toBeFocused()
    await expect(field).toHaveAttribute('aria-invalid', 'true')
    await expect(field).toHaveAccessibleDescription((await error.innerText()).trim())
  })

  test(`${what} gets the same without JavaScript`, async ({ plainPage }) => {
    await plainPage.goto('/')
    await plainPage.getByLabel('Track name or link').fill(text)
    const answer = plainPage.waitForResponse((response) => response.request().method() === 'POST')
    await plainPage.getByRole('button', { name: 'Find' }).click()
    expect((await answer).status()).toBe(status)
    await expect(plainPage.getByRole('alert')).toHaveAttribute('data-code', code)
    await expect(plainPage.getByLabel('Track name or link')).toHaveValue(text)
  })
}

test('a number of tracks that makes no sense gets a sentence', async ({ page }) => {
  const seed = await findTrackId(page)
  for (const k of ['0', '-1', '10000', '2.5', 'ten', '']) {
    const answer = await page.goto(`/t/${seed}?k=${k}`)
    expect(answer?.status(), `k=${k}`).toBe(400)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('That did not work')
    await expect(page.locator('.problem .lede')).not.toBeEmpty()
  }
})

test('an address that is no page gets a page that says so', async ({ page }) => {
  const answer = await page.goto('/no/such/page')
  expect(answer?.status()).toBe(404)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Not found')
  await page.getByRole('link', { name: 'Go to the front page' }).click()
  await expect(page).toHaveURL('/')
})

test('the id of no track gets a sentence, a request id and the form', async ({ page }) => {
  const answer = await page.goto('/t/none')
  expect(answer?.status()).toBe(404)
  await expect(page.locator('.problem .lede')).not.toBeEmpty()
  await expect(page.getByText(/^Request \S+/)).toBeVisible()
  await expect(page.getByLabel('Track name or link')).toBeVisible()
  expect(await page.content()).not.toMatch(/\bat \S+ \(.*:\d+:\d+\)|node_modules/)
})

test('the id of no playlist gets a sentence', async ({ page }) => {
  const answer = await page.goto(`/p/${NOBODY.replaceAll('0', '1')}`)
  expect(answer?.status()).toBe(404)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Not found')
})

test('the link of a playlist nobody knows ends with the reason and the ways out', async ({
  page,
  plainPage,
}) => {
  for (const reader of [page, plainPage]) {
    await paste(reader, `https://open.spotify.com/playlist/${NOBODY}`)
    await expect(reader).toHaveURL(`/p/${NOBODY}`)
    const title = reader.getByRole('heading', { name: 'The playlist could not be read' })
    await expect(title).toBeVisible({ timeout: 15_000 })
    await expect(reader.locator('.job .lede')).not.toBeEmpty()
    await expect(reader.getByRole('button', { name: 'Try again' })).toBeVisible()
    expect((await reader.reload())?.status()).toBe(404)
  }
})

test('a page that is open shows what the server refuses before any page is asked', async ({ page }) => {
  await page.goto('/')
  await page.route('**/taste.data*', (route) =>
    route.continue({ headers: { ...route.request().headers(), authorization: 'Bearer none' } }),
  )
  await page.getByRole('link', { name: 'Your taste' }).click()
  await expect(page.getByText('The service token is not valid.')).toBeVisible()
  await expect(page.getByText('Make a token with')).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
})
