import { findPlaylistId, findTrackId } from './catalog'
import { expect, test } from './fixtures'

const views = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  { name: 'mobile', colorScheme: 'light', viewport: { width: 375, height: 800 } },
  { name: 'mobile-dark', colorScheme: 'dark', viewport: { width: 320, height: 700 } },
] as const

for (const { name, colorScheme, viewport } of views) {
  test.describe(name, () => {
    test.use({ colorScheme, viewport })

    test('every page fits its width, shows its artwork whole, and is kept as a picture to look at', async ({
      page,
    }) => {
      // Seven pages, each down to its last picture.
      test.slow()
      const track = await findTrackId(page)
      const playlist = await findPlaylistId(page)
      const pages = {
        front: '/',
        result: `/t/${track}`,
        adjusted: `/t/${track}?mode=discover&weight-era=0`,
        continue: `/continue?seed=${track}`,
        playlist: `/p/${playlist}`,
        about: '/about',
        missing: '/x',
      }
      for (const [title, path] of Object.entries(pages)) {
        const answer = await page.goto(path, { waitUntil: 'networkidle' })
        expect(answer?.status(), path).toBe(title === 'missing' ? 404 : 200)
        const excess = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        expect(excess, `${path} is wider than the window`).toBeLessThanOrEqual(0)
        for (const image of await page.locator('main img').all()) {
          await image.scrollIntoViewIfNeeded()
          await expect
            .poll(() => image.evaluate((img: HTMLImageElement) => img.naturalWidth))
            .toBeGreaterThan(0)
        }
        await page.evaluate(() => window.scrollTo(0, 0))
        await page.screenshot({ path: `test-results/looks/${title}-${name}.png`, fullPage: true })
      }
    })
  })
}
