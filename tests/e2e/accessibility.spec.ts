import AxeBuilder from '@axe-core/playwright'
import { findPlaylistId, findTrackId, paste } from './catalog'
import { expect, test } from './fixtures'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} scheme`, () => {
    test.use({ colorScheme })

    test('no page breaks a rule of WCAG 2.2 AA that a machine can check', async ({ page }) => {
      // Six pages, each with every detail open: axe takes seconds for each.
      test.slow()
      const track = await findTrackId(page)
      const playlist = await findPlaylistId(page)
      for (const path of [
        '/',
        `/t/${track}?mode=discover&mood=calm`,
        '/continue',
        `/continue?seed=${track}`,
        `/p/${playlist}`,
        '/about',
        '/no/such/page',
      ]) {
        const answer = await page.goto(path)
        expect(answer?.status(), path).toBe(path === '/no/such/page' ? 404 : 200)
        await openAll()
        await expectNoViolation(path)
      }
      await paste(page, 'https://example.com/track/1')
      await expect(page.getByRole('alert')).toBeVisible()
      await expectNoViolation('the front page with an error')

      async function openAll() {
        for (const details of await page.locator('details').all()) {
          await details.evaluate((element) => element.setAttribute('open', ''))
        }
      }
      async function expectNoViolation(where: string) {
        const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ')}`)
        expect(found, where).toEqual([])
      }
    })
  })
}
