import type { Page } from '@playwright/test'
import { findPlaylistId, findTrackId, paste } from './catalog'
import { expect, test } from './fixtures'

/** Links of ours to a track or a playlist of Spotify, by the id in their address. */
const OWN = 'main a[href^="/t/"], main a[href^="/p/"]'

/** What is shown of Spotify, and whether it says so: read in the page, from what a reader gets. */
async function readItems(page: Page) {
  return page.evaluate((own) => {
    const main = document.querySelector('main')
    const links = [...document.querySelectorAll<HTMLAnchorElement>(own)]
    const idOf = (href: string) => /^\/[tp]\/([0-9A-Za-z]{22})(?:[?#]|$)/.exec(href)?.[1]
    const shown = [...new Set(links.flatMap((link) => idOf(link.getAttribute('href') ?? '') ?? []))]
    const back = [
      ...document.querySelectorAll<HTMLAnchorElement>('main a[href^="https://open.spotify.com/"]'),
    ]
    const boxOf = (element: Element | null) => {
      const { width, height } = element?.getBoundingClientRect() ?? { width: 0, height: 0 }
      return { width, height }
    }
    return {
      shown,
      linked: back.map(({ href }) => new URL(href).pathname.split('/').pop() ?? ''),
      marks: back
        .filter((link) => link.classList.contains('spotify-link'))
        .map((link) => ({ icon: boxOf(link.querySelector('svg')), words: link.textContent })),
      images: [...(main?.querySelectorAll('img') ?? [])].map((image) => {
        const style = getComputedStyle(image)
        const box = image.getBoundingClientRect()
        return {
          src: image.src,
          fit: style.objectFit,
          clipped: style.clipPath !== 'none' || style.filter !== 'none' || style.opacity !== '1',
          /** How far the box is from the artwork's own proportions where it would stretch or cut. */
          square: Math.abs(box.width - box.height),
          loaded: image.naturalWidth > 0,
          natural: Math.abs(image.naturalWidth - image.naturalHeight),
          radius: Number.parseFloat(style.borderTopLeftRadius),
        }
      }),
      streams: document.querySelectorAll('audio, video, iframe, embed, object, source').length,
    }
  }, OWN)
}

async function expectPolicy(page: Page, { atLeast }: { atLeast: number }) {
  const { shown, linked, marks, images, streams } = await readItems(page)
  expect(shown.length, 'the page shows items of Spotify').toBeGreaterThanOrEqual(atLeast)
  expect(
    shown.filter((id) => !linked.includes(id) && !page.url().includes(id)),
    'items without a link back',
  ).toEqual([])
  for (const { icon, words } of marks) {
    expect(icon.width, 'Spotify’s least size of its icon').toBeGreaterThanOrEqual(21)
    expect(words).toContain('Open in Spotify')
  }
  for (const { src, fit, clipped, square, loaded, natural, radius } of images) {
    expect(clipped, `${src} has nothing over it`).toBe(false)
    expect(radius, `${src} has the corners Spotify asks for`).toBeLessThanOrEqual(8)
    expect(fit === 'contain' || !loaded || Math.abs(square - natural) < 1, `${src} is whole`).toBe(true)
  }
  expect(streams, 'no player stands beside items of Spotify').toBe(0)
}

test('every page that shows items of Spotify links back to each, shows artwork whole, and plays nothing', async ({
  page,
}) => {
  const track = await findTrackId(page)
  const playlist = await findPlaylistId(page)
  await expectPolicy(page, { atLeast: 10 })
  const other = await page.locator('main a[href^="/t/"]').nth(1).getAttribute('href')
  const pages: [path: string, atLeast: number][] = [
    [`/t/${track}`, 10],
    [`/t/${track}?mode=discover`, 5],
    [`/continue?seed=${track}`, 10],
    [`/journey?from=${track}&to=${other?.split('/').pop() ?? ''}&length=6`, 6],
    [`/p/${playlist}`, 5],
    ['/catalog', 10],
  ]
  for (const [path, atLeast] of pages) {
    const answer = await page.goto(path)
    expect(answer?.status(), path).toBe(200)
    await test.step(path, () => expectPolicy(page, { atLeast }))
  }
})

test('clicks and pasted lines link back as well', async ({ page }) => {
  const track = await findTrackId(page)
  await page.goto(`/t/${track}?k=5`)
  const row = page.locator('[data-score]').first()
  await row.getByRole('button', { name: 'Like' }).first().click()
  await expect(page.locator('#taste').getByRole('status')).toContainText('1 liked')
  await page.goto('/taste')
  await expectPolicy(page, { atLeast: 1 })
  await page.goto('/paste')
  await page.getByLabel('One track a line').fill(`https://open.spotify.com/track/${track}`)
  await page.getByRole('button', { name: 'Look them up' }).click()
  await expect(page.locator('main a.spotify-link')).toHaveCount(1)
  await expectPolicy(page, { atLeast: 0 })
})

test('a playlist that has not been read yet is told by its link alone', async ({ page }) => {
  await paste(page, 'https://open.spotify.com/playlist/37i9dQZF1DXcBWIGoYBM5M')
  await page.waitForURL(/\/p\/37i9dQZF1DXcBWIGoYBM5M$/)
  // The address changes before the page does.
  await expect
    .poll(async () => {
      const { images, streams } = await readItems(page)
      return [images.length, streams]
    })
    .toEqual([0, 0])
})
