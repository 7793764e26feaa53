import { describe, expect, it } from 'vitest'

import { aString, boxes, catalogue, readAll } from '../testing/boxes'
import type { Page } from '../testing/boxes'
import { appToken, get, signIn } from '../testing/client'

const LOCAL_URI: unknown = expect.stringMatching(/^spotify:local:[^:]*:[^:]*:[^:]*:\d+$/)

/** A page's items of which one at least has something under that name. */
function anyEntryWith(name: string): unknown {
  return expect.arrayContaining([expect.objectContaining({ [name]: expect.anything() as unknown })])
}
function playlistOf(owner: (id: string) => boolean, isPublic = true): string {
  const found = catalogue
    .playlists()
    .find((list) => owner(list.owner) && list.public === isPublic && list.collaborators.length === 0)
  return catalogue.idOf('playlist', found?.index ?? -1)
}
describe('a playlist', () => {
  const mine = playlistOf((owner) => owner === 'mirela')
  const foreign = playlistOf((owner) => owner !== 'mirela')

  it('is spelt tracks and track for old apps, items and item for new ones', async () => {
    const old = await signIn(boxes.extended)
    const { body: before } = await get(boxes.extended, old.access_token, `/playlists/${mine}`)
    expect(before).toMatchObject({
      id: mine,
      snapshot_id: aString,
      tracks: { items: anyEntryWith('track') },
    })
    expect(before).not.toHaveProperty('items')
    const fresh = await signIn(boxes['dev-new'])
    const { body: after } = await get(boxes['dev-new'], fresh.access_token, `/playlists/${mine}`)
    expect(after).toMatchObject({
      items: { items: anyEntryWith('item') },
    })
    expect(after).not.toHaveProperty('tracks')
    expect((after as { items: Page }).items.items[0]).not.toHaveProperty('track')
  })

  it('of somebody else has no items for a new app: the key is absent and /items is 403', async () => {
    const { access_token } = await signIn(boxes['dev-new'])
    const { status, body } = await get(boxes['dev-new'], access_token, `/playlists/${foreign}`)
    expect(status).toBe(200)
    expect(body).not.toHaveProperty('items')
    expect(await get(boxes['dev-new'], access_token, `/playlists/${foreign}/items`)).toMatchObject({
      status: 403,
      body: { error: { status: 403, message: 'Forbidden' } },
    })
    const app = await appToken(boxes['dev-new'])
    expect((await get(boxes['dev-new'], app, `/playlists/${mine}/items`)).status).toBe(403)
  })

  it('is readable by a collaborator of a new app', async () => {
    const shared = catalogue.playlists().find(({ collaborators }) => collaborators.length > 0)
    const { access_token } = await signIn(boxes['dev-new'], shared?.collaborators[0])
    const id = catalogue.idOf('playlist', shared?.index ?? -1)
    expect((await get(boxes['dev-new'], access_token, `/playlists/${id}/items`)).status).toBe(200)
  })

  it('that is public can be read with an app token by old and extended apps', async () => {
    for (const kind of ['dev-old', 'extended'] as const) {
      const token = await appToken(boxes[kind])
      for (const id of catalogue.playlistIds()) {
        const { status } = await get(boxes[kind], token, `/playlists/${id}/tracks?limit=1`)
        expect(status).toBe(catalogue.playlist(id)?.public === true ? 200 : 404)
      }
    }
  })

  it('that is private is there for its owner with the scope, and for nobody else', async () => {
    const hidden = catalogue.playlists().find((list) => !list.public && list.owner === 'juniper')
    const path = `/playlists/${catalogue.idOf('playlist', hidden?.index ?? -1)}`
    const owner = await signIn(boxes.extended, 'juniper')
    const timid = await signIn(boxes.extended, 'juniper', 'user-library-read')
    const other = await signIn(boxes.extended, 'mirela')
    expect((await get(boxes.extended, owner.access_token, path)).status).toBe(200)
    expect((await get(boxes.extended, timid.access_token, path)).body).toEqual({
      error: { status: 403, message: 'Insufficient client scope' },
    })
    expect((await get(boxes.extended, other.access_token, path)).status).toBe(404)
  })

  it('of Spotify’s own is 404', async () => {
    const token = await appToken(boxes.extended)
    expect((await get(boxes.extended, token, '/playlists/37i9dQZF1DWXIcbzpLauPS')).status).toBe(404)
  })

  it('is read whole page by page, in order, in both spellings', async () => {
    const token = await appToken(boxes.extended)
    for (const id of catalogue.playlistIds().slice(0, 6)) {
      const list = catalogue.playlist(id)
      const expected = [...(list?.items ?? [])]
        .filter((entry) => entry >= 0)
        .map((entry) => catalogue.idOf('track', entry))
      for (const path of [
        `/playlists/${id}/tracks?limit=7`,
        `/playlists/${id}/items?limit=50&additional_types=track%2Cepisode`,
      ]) {
        const items = (await readAll(boxes.extended, token, path)) as {
          track: { id: string | null; type: string } | null
        }[]
        expect(items).toHaveLength(list?.items.length ?? -1)
        const ids = items.flatMap(({ track }) =>
          track?.type === 'track' && track.id !== null ? [track.id] : [],
        )
        expect(ids).toEqual(expected)
      }
    }
  })

  it('shows local files without an id, episodes when asked for, and null for what is gone', async () => {
    const token = await appToken(boxes.extended)
    const lists = catalogue.playlistIds().filter((id) => catalogue.playlist(id)?.public)
    const all = (
      await Promise.all(
        lists.map((id) =>
          readAll(boxes.extended, token, `/playlists/${id}/items?additional_types=track,episode`),
        ),
      )
    ).flat() as {
      is_local: boolean
      item: { id: string | null; type: string; uri: string } | null
    }[]
    const locals = all.filter((entry) => entry.is_local)
    expect(locals.length).toBeGreaterThan(0)
    for (const { item } of locals) {
      expect(item).toMatchObject({
        id: null,
        is_local: true,
        uri: LOCAL_URI,
      })
    }
    expect(all.some(({ item }) => item?.type === 'episode')).toBe(true)
    expect(all.some(({ item }) => item === null)).toBe(true)
  })
})
