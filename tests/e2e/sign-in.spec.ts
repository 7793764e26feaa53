import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const main = (page: Page) => page.getByRole('navigation', { name: 'Main' })

/** From the link in the head of a page through the consent page of the sandbox, and back. */
async function signIn(page: Page, decision: 'Agree' | 'Cancel' = 'Agree') {
  await main(page).getByRole('link', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { name: 'Let Segue read your library?' })).toBeVisible()
  await page.getByLabel('Juniper Okoro').check()
  await page.getByRole('button', { name: decision }).click()
}

/** The first playlist of the user that is not public. */
const privateList = (page: Page) => page.locator('[data-playlist]').filter({ hasText: 'not public' }).first()

async function visit(page: Page) {
  await page.goto('/about')
  await signIn(page)
  // Back where it was begun.
  await expect(page).toHaveURL(/\/about$/)
  await main(page).getByRole('link', { name: 'Juniper Okoro' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Your playlists' })).toBeVisible()
  await expect(page.locator('[data-playlist="liked"]')).toContainText('Liked Songs')

  const name = (await privateList(page).getByRole('heading').textContent()) ?? ''
  await privateList(page).getByRole('button', { name: /^Read/ }).click()
  await expect(page).toHaveURL(/\/p\/[0-9A-Za-z]{22}$/)
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  const address = page.url()

  await page.goto('/me')
  await page.locator('[data-playlist="liked"]').getByRole('button', { name: /^Read/ }).click()
  await expect(page).toHaveURL(/\/p\/liked-/)
  await expect(page.getByRole('heading', { level: 1, name: 'Liked Songs' })).toBeVisible()

  await page.goto('/me')
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await expect(main(page).getByRole('link', { name: 'Sign in' })).toBeVisible()
  // Private at Spotify, private here.
  expect((await page.goto(address))?.status()).toBe(404)

  await page.goto('/me')
  await signIn(page)
  await expect(page.getByRole('heading', { name: 'What is yours' })).toBeVisible()
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download everything kept of you' }).click()
  expect((await download).suggestedFilename()).toBe('segue-account.json')
  await page.getByText('Disconnect Spotify').click()
  await page.getByRole('button', { name: 'Disconnect and delete' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'You are disconnected' })).toBeVisible()
  await expect(main(page).getByRole('link', { name: 'Sign in' })).toBeVisible()
}

test('somebody signs in, reads a private playlist and the Liked Songs, signs out and disconnects', async ({
  page,
}) => {
  test.slow()
  await visit(page)
})

test('somebody does all of it without JavaScript', async ({ plainPage }) => {
  test.slow()
  await visit(plainPage)
})

test('a sign-in that is denied ends on a page with the way on', async ({ page }) => {
  await page.goto('/')
  await signIn(page, 'Cancel')
  await expect(page.getByText('You did not allow Segue to read your playlists.')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Sign in with Spotify' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Go to the front page' })).toBeVisible()
})

test('a forged answer ends on a page, and nobody is signed in', async ({ page }) => {
  const answer = await page.goto('/auth/callback?code=made-up&state=made-up')
  expect(answer?.status()).toBe(400)
  await expect(page.getByText('belongs to no sign-in that this browser has begun')).toBeVisible()
  await expect(main(page).getByRole('link', { name: 'Sign in' })).toBeVisible()
  await page.getByRole('link', { name: 'Sign in with Spotify' }).click()
  await expect(page.getByRole('heading', { name: 'Let Segue read your library?' })).toBeVisible()
})

for (const [colorScheme, width] of [
  ['light', 1280],
  ['dark', 320],
] as const) {
  test.describe(`in the ${colorScheme} scheme, ${String(width)} wide`, () => {
    test.use({ colorScheme, viewport: { width, height: 800 } })

    test('the pages of a sign-in fit, and break no rule that a machine can check', async ({ page }) => {
      test.slow()
      const look = async (name: string) => {
        const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ')}`)).toEqual([])
        const excess = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        expect(excess, `${name} is wider than the window`).toBeLessThanOrEqual(0)
        await page.screenshot({ path: `test-results/looks/${name}-${colorScheme}.png`, fullPage: true })
      }
      await page.goto('/me')
      await look('me-guest')
      await signIn(page)
      await expect(page.getByRole('heading', { name: 'What is yours' })).toBeVisible()
      await page.getByText('Disconnect Spotify').click()
      await look('me')
      await page.getByRole('button', { name: 'Sign out', exact: true }).click()
      await expect(main(page).getByRole('link', { name: 'Sign in' })).toBeVisible()
      await signIn(page, 'Cancel')
      await expect(page.getByText('You did not allow Segue')).toBeVisible()
      await look('denied')
    })
  })
}
