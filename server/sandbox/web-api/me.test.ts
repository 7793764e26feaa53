import { describe, expect, it } from 'vitest'

import { aString, boxes, catalogue, readAll } from '../testing/boxes'
import { appToken, get, signIn } from '../testing/client'

describe('/me', () => {
  it('hides country, product, e-mail and followers from new apps', async () => {
    const { access_token } = await signIn(boxes['dev-new'])
    const { body } = await get(boxes['dev-new'], access_token, '/me')
    expect(body).toMatchObject({ id: 'mirela', type: 'user', account_id: aString })
    for (const field of ['country', 'email', 'product', 'followers', 'explicit_content']) {
      expect(body).not.toHaveProperty(field)
    }
  })

  it('needs a user', async () => {
    const token = await appToken(boxes.extended)
    expect(await get(boxes.extended, token, '/me')).toMatchObject({
      status: 401,
      body: { error: { status: 401 } },
    })
  })

  it('lists own, shared and followed playlists, private ones with the scope for them', async () => {
    const full = await signIn(boxes['dev-new'], 'juniper')
    const timid = await signIn(boxes['dev-new'], 'juniper', '')
    const list = (await readAll(boxes['dev-new'], full.access_token, '/me/playlists')) as {
      public: boolean
      owner: { id: string }
      items: { total: number }
    }[]
    expect(list.some((playlist) => !playlist.public)).toBe(true)
    expect(list.some(({ owner }) => owner.id !== 'juniper')).toBe(true)
    expect(list.every(({ items }) => items.total > 0)).toBe(true)
    const open = (await readAll(boxes['dev-new'], timid.access_token, '/me/playlists')) as {
      public: boolean
    }[]
    expect(open.every((playlist) => playlist.public)).toBe(true)
  })

  it('lists liked songs under the unchanged name track, with the scope for it', async () => {
    const { access_token } = await signIn(boxes['dev-new'])
    const liked = (await readAll(boxes['dev-new'], access_token, '/me/tracks?limit=10')) as {
      added_at: string
      track: { id: string }
    }[]
    expect(liked.map(({ track }) => track.id)).toEqual(
      catalogue.likedBy('mirela').map((index) => catalogue.idOf('track', index)),
    )
    const timid = await signIn(boxes['dev-new'], 'mirela', 'playlist-read-private')
    expect((await get(boxes['dev-new'], timid.access_token, '/me/tracks')).body).toEqual({
      error: { status: 403, message: 'Insufficient client scope' },
    })
  })
})
