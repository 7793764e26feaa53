import { describe, expect, it } from 'vitest'
import { answering, json } from './testing/answers'
import { connect, getLongestPlaylist, makeClient, readAll } from './testing/connect'

describe('the client of Spotify’s Web API', () => {
  it('reads a track with its artists, album, year and ISRC', async () => {
    const { sandbox, client } = connect()
    const [id = ''] = sandbox.catalogue.trackIds()
    const track = await client.getTrack(id)
    const known = sandbox.catalogue.track(id)
    expect(track).toMatchObject({
      spotifyId: id,
      name: known?.title,
      durationMs: known?.durationMs,
      isrc: known && sandbox.catalogue.isrcOf(known),
    })
    expect(track.artists[0]).toMatchObject({
      spotifyId: expect.stringMatching(/^[0-9A-Za-z]{22}$/) as unknown,
    })
    expect(track.releaseYear).toBe(Number(track.album?.releaseDate?.slice(0, 4)))
  })

  it('reads a playlist’s head in the old spelling and the new', async () => {
    const spelled = (contents: object) =>
      makeClient(
        answering(json({ access_token: 't', expires_in: 3600 }), json({ name: ' Mine ', ...contents })).fetch,
      )
    const id = '0'.repeat(22)
    expect(await spelled({ tracks: { total: 12 } }).getPlaylist(id)).toMatchObject({
      name: 'Mine',
      total: 12,
    })
    expect(await spelled({ items: { total: 13 } }).getPlaylist(id)).toMatchObject({ total: 13 })
    expect(await spelled({}).getPlaylist(id)).toMatchObject({ total: 0, snapshotId: null })
  })

  it('takes the places that come with a playlist’s head where they are surely its first ones', async () => {
    const track = { id: '0'.repeat(22), name: 'One', type: 'track' }
    const items = [{ item: track }, null]
    const openingOf = async (contents: object) => {
      const { fetch } = answering(json({ access_token: 't', expires_in: 3600 }), json(contents))
      return (await makeClient(fetch).getPlaylist('1'.repeat(22))).opening
    }
    for (const total of [2, 70]) {
      const page = { items, limit: 2, offset: 0, total }
      const opening = await openingOf({ items: page })
      expect(opening).toMatchObject([
        { position: 0, track: { name: 'One' } },
        { position: 1, track: null },
      ])
      expect(await openingOf({ tracks: page })).toEqual(opening)
    }
    for (const page of [
      { total: 2 },
      { items, total: 2 },
      { items, limit: 50, offset: 0, total: 3 },
      { items, limit: 2, offset: 2, total: 70 },
    ]) {
      expect(await openingOf({ items: page })).toEqual([])
    }
  })

  it('reads audio features in batches of a hundred', async () => {
    const { sandbox, client, asked } = connect()
    const ids = sandbox.catalogue.trackIds(0, 250)
    const found = await client.audioFeatures([...ids, '0'.repeat(22)])
    expect(found.size).toBe(250)
    expect(asked.filter((line) => line.includes('/audio-features?'))).toHaveLength(3)
    const values = found.get(ids[7] ?? '')
    expect(values?.tempo).toBeGreaterThan(40)
    expect(values?.energy).toBeLessThanOrEqual(1)
  })

  it.each(['dev-old', 'dev-new'] as const)(
    'is told that a %s app may not read audio features',
    async (appKind) => {
      const { sandbox, client } = connect({ appKind })
      await expect(client.audioFeatures(sandbox.catalogue.trackIds(0, 3))).rejects.toMatchObject({
        code: 'SPOTIFY_FORBIDDEN',
      })
    },
  )

  it('says what to do about a playlist that a new app may not read', async () => {
    const { sandbox, client } = connect({ appKind: 'dev-new' })
    const { id } = getLongestPlaylist(sandbox)
    await expect(client.getPlaylist(id)).resolves.toMatchObject({ spotifyId: id })
    await expect(readAll(client, id)).rejects.toMatchObject({
      code: 'PLAYLIST_NOT_READABLE',
      status: 403,
      hint: expect.stringContaining('CSV') as unknown,
    })
  })

  it('says that it knows no such track, no such playlist', async () => {
    const { client } = connect()
    await expect(client.getTrack('A'.repeat(22))).rejects.toMatchObject({
      code: 'TRACK_NOT_FOUND',
      status: 404,
    })
    await expect(client.getPlaylist('A'.repeat(22))).rejects.toMatchObject({
      code: 'PLAYLIST_NOT_FOUND',
      hint: expect.stringContaining('37i9dQZ') as unknown,
    })
  })

  it('gets a new token when the old one is refused', async () => {
    const { sandbox, client, asked } = connect()
    const [id = ''] = sandbox.catalogue.trackIds()
    await client.getTrack(id)
    sandbox.inject({ group: 'tracks', times: 1, fault: { kind: 'expired-token' } })
    await expect(client.getTrack(id)).resolves.toMatchObject({ spotifyId: id })
    expect(asked.filter((line) => line.endsWith('/api/token'))).toHaveLength(2)
  })

  it('knows a playlist of Spotify’s own', async () => {
    const { client } = connect()
    await expect(client.getPlaylist('37i9dQZF1DWXIcbzpLauPS')).rejects.toMatchObject({
      code: 'PLAYLIST_OF_SPOTIFY',
      hint: expect.stringContaining('playlist of your own') as unknown,
    })
  })
})
