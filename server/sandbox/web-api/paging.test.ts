import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { boxes, catalogue } from '../testing/boxes'
import type { Page } from '../testing/boxes'
import { appToken, get, signIn } from '../testing/client'

describe('pages', () => {
  it('cover the list without gap or overlap for any limit', async () => {
    const token = await appToken(boxes.extended)
    const id = catalogue.playlistIds()[1] ?? ''
    const total = catalogue.playlist(id)?.items.length ?? 0
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 130 }),
        async (limit, offset) => {
          const page = (
            await get(boxes.extended, token, `/playlists/${id}/items?limit=${limit}&offset=${offset}`)
          ).body as Page
          expect(page).toMatchObject({ limit, offset, total })
          expect(page.items).toHaveLength(Math.max(0, Math.min(limit, total - offset)))
          expect(page.next === null).toBe(offset + limit >= total)
          expect(page.previous === null).toBe(offset === 0)
          if (page.next !== null) {
            expect(new URL(page.next).searchParams.get('offset')).toBe(String(offset + limit))
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it.each([
    ['dev-new', '/search?q=a&type=track', 10],
    ['extended', '/search?q=a&type=track', 50],
    ['dev-new', '/me/playlists?', 50],
    ['dev-new', '/me/tracks?', 50],
    ['extended', `/playlists/${catalogue.playlistIds()[0] ?? ''}/items?`, 50],
    ['extended', `/playlists/${catalogue.playlistIds()[0] ?? ''}/tracks?`, 100],
  ] as const)('of a %s app at %s hold %i at most', async (kind, path, largest) => {
    const { access_token } = await signIn(boxes[kind])
    expect((await get(boxes[kind], access_token, `${path}&limit=${largest}`)).status).toBe(200)
    for (const limit of [largest + 1, 0, -1, 'ten', '1e1', '']) {
      const answer = await get(boxes[kind], access_token, `${path}&limit=${limit}`)
      expect(answer).toMatchObject({
        status: 400,
        body: { error: { status: 400, message: 'Invalid limit' } },
      })
    }
    expect(await get(boxes[kind], access_token, `${path}&offset=-1`)).toMatchObject({
      status: 400,
      body: { error: { message: 'Invalid offset' } },
    })
  })

  it('default to five search results for new apps and twenty for old', async () => {
    for (const [kind, size] of [
      ['dev-new', 5],
      ['dev-old', 20],
    ] as const) {
      const { access_token } = await signIn(boxes[kind])
      const { body } = await get(boxes[kind], access_token, '/search?q=a&type=track')
      expect((body as { tracks: Page }).tracks.items).toHaveLength(size)
    }
  })
})
