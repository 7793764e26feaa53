import { describe, expect, it } from 'vitest'

import { KINDS, UNKNOWN_ID, aString, boxes, catalogue, readAll, trackId } from '../testing/boxes'
import { appToken, get, signIn } from '../testing/client'

const BARE_403 = { error: { status: 403 } }

describe('a track', () => {
  it('has the documented fields, without those taken from new apps', async () => {
    const removed = ['popularity', 'available_markets', 'linked_from']
    for (const kind of KINDS) {
      const { access_token } = await signIn(boxes[kind])
      const { body } = await get(boxes[kind], access_token, `/tracks/${trackId}`)
      expect(body).toMatchObject({
        id: trackId,
        type: 'track',
        uri: `spotify:track:${trackId}`,
        is_local: false,
        external_ids: { isrc: catalogue.isrcOf(catalogue.trackAt(0)) },
        external_urls: { spotify: `https://open.spotify.com/track/${trackId}` },
        album: { type: 'album', images: [{ width: 640 }, { width: 300 }, { width: 64 }] },
      })
      for (const field of removed.slice(0, 2)) {
        expect(Object.hasOwn(body as object, field)).toBe(kind !== 'dev-new')
      }
      expect((body as { preview_url: string | null }).preview_url === null).toBe(kind !== 'extended')
    }
  })

  it('says is_playable instead of markets when asked for one', async () => {
    const { access_token } = await signIn(boxes.extended)
    const { body } = await get(boxes.extended, access_token, `/tracks/${trackId}?market=SE`)
    expect(body).toHaveProperty('is_playable', true)
    expect(body).not.toHaveProperty('available_markets')
  })

  it('is 404 when unknown and 400 when its id is none', async () => {
    const token = await appToken(boxes.extended)
    expect(await get(boxes.extended, token, `/tracks/${UNKNOWN_ID}`)).toMatchObject({
      status: 404,
      body: { error: { status: 404, message: 'Resource not found' } },
    })
    expect(await get(boxes.extended, token, '/tracks/short')).toMatchObject({
      status: 400,
      body: { error: { status: 400, message: 'Invalid base62 id' } },
    })
  })

  it('comes in batches to old apps, null for unknown ones', async () => {
    const token = await appToken(boxes['dev-old'])
    const { body } = await get(boxes['dev-old'], token, `/tracks?ids=${trackId},${UNKNOWN_ID}`)
    expect(body).toMatchObject({ tracks: [{ id: trackId }, null] })
    const many = catalogue.trackIds(0, 51).join(',')
    expect(await get(boxes['dev-old'], token, `/tracks?ids=${many}`)).toMatchObject({
      status: 400,
      body: { error: { message: 'Too many ids requested' } },
    })
  })
})

describe('closed endpoints', () => {
  it.each([
    '/tracks?ids=x',
    '/albums?ids=x',
    '/artists?ids=x',
    `/audio-features/${trackId}`,
    `/audio-features?ids=${trackId}`,
    `/audio-analysis/${trackId}`,
    '/users/mirela',
    '/users/mirela/playlists',
    `/playlists/${UNKNOWN_ID}/tracks`,
    '/markets',
  ])('answer a new app 403 without a message: %s', async (path) => {
    const { access_token } = await signIn(boxes['dev-new'])
    expect(await get(boxes['dev-new'], access_token, path)).toMatchObject({ status: 403, body: BARE_403 })
    expect((await get(boxes['dev-new'], access_token, path)).body).toEqual(BARE_403)
  })

  it('answer an old app 403 for features and analysis only', async () => {
    const token = await appToken(boxes['dev-old'])
    expect((await get(boxes['dev-old'], token, `/audio-features/${trackId}`)).body).toEqual(BARE_403)
    expect((await get(boxes['dev-old'], token, `/audio-analysis/${trackId}`)).body).toEqual(BARE_403)
    expect((await get(boxes['dev-old'], token, `/tracks?ids=${trackId}`)).status).toBe(200)
  })

  it('are 404 where nothing ever was', async () => {
    const token = await appToken(boxes.extended)
    expect(await get(boxes.extended, token, '/recommendations')).toMatchObject({
      status: 404,
      body: { error: { status: 404 } },
    })
  })
})

describe('audio features and analysis', () => {
  it('are given to an extended app', async () => {
    const token = await appToken(boxes.extended)
    const { body } = await get(boxes.extended, token, `/audio-features/${trackId}`)
    const track = catalogue.trackAt(0)
    expect(body).toMatchObject({
      ...track.features,
      id: trackId,
      type: 'audio_features',
      duration_ms: track.durationMs,
    })
    const analysis = await get(boxes.extended, token, `/audio-analysis/${trackId}`)
    expect(analysis.body).toMatchObject({
      track: { tempo: track.features.tempo, key: track.features.key },
      meta: { status_code: 0 },
    })
  })

  it('come in batches of a hundred at most', async () => {
    const token = await appToken(boxes.extended)
    const hundred = catalogue.trackIds(0, 99).concat(UNKNOWN_ID)
    const { body } = await get(boxes.extended, token, `/audio-features?ids=${hundred.join(',')}`)
    const { audio_features } = body as { audio_features: ({ id: string } | null)[] }
    expect(audio_features.map((features) => features?.id ?? UNKNOWN_ID)).toEqual(hundred)
    expect(
      (await get(boxes.extended, token, `/audio-features?ids=${catalogue.trackIds(0, 101).join(',')}`))
        .status,
    ).toBe(400)
  })
})

describe('albums and artists', () => {
  it('lead from a track to its album, the album’s tracks and its artist', async () => {
    const token = await appToken(boxes.extended)
    const track = catalogue.trackAt(40)
    const albumId = catalogue.idOf('album', track.album)
    const album = (await get(boxes.extended, token, `/albums/${albumId}`)).body
    expect(album).toMatchObject({
      id: albumId,
      total_tracks: catalogue.albumAt(track.album).count,
      label: aString,
      genres: [],
    })
    const tracks = (await readAll(boxes.extended, token, `/albums/${albumId}/tracks?limit=3`)) as {
      id: string
      track_number: number
    }[]
    expect(tracks.map((entry) => entry.track_number)).toEqual(tracks.map((_, i) => i + 1))
    expect(tracks.map(({ id }) => id)).toContain(catalogue.idOf('track', 40))
    expect(tracks[0]).not.toHaveProperty('external_ids')
    const artistId = catalogue.idOf('artist', track.artists[0] ?? 0)
    expect((await get(boxes.extended, token, `/artists/${artistId}`)).body).toMatchObject({
      id: artistId,
      type: 'artist',
      followers: { href: null },
    })
    expect(
      (await get(boxes['dev-new'], await appToken(boxes['dev-new']), `/artists/${artistId}`)).body,
    ).not.toHaveProperty('popularity')
  })

  it('are 404 for ids of another kind', async () => {
    const token = await appToken(boxes.extended)
    expect((await get(boxes.extended, token, `/albums/${trackId}`)).status).toBe(404)
    expect((await get(boxes.extended, token, `/artists/${trackId}`)).status).toBe(404)
  })
})

describe('search', () => {
  it('finds a track by ISRC and by title and artist', async () => {
    const token = await appToken(boxes.extended)
    const track = catalogue.trackAt(17)
    const byIsrc = (await get(boxes.extended, token, `/search?type=track&q=isrc:${catalogue.isrcOf(track)}`))
      .body as { tracks: { items: { id: string }[] } }
    expect(byIsrc.tracks.items.map(({ id }) => id)).toContain(catalogue.idOf('track', 17))
    const query = encodeURIComponent(
      `track:"${track.title}" artist:"${catalogue.artistAt(track.artists[0] ?? 0).name}"`,
    )
    const byName = (await get(boxes.extended, token, `/search?type=track&q=${query}`)).body as {
      tracks: { items: { name: string }[] }
    }
    expect(byName.tracks.items[0]?.name).toBe(track.title)
  })

  it('wants a query and a type it knows', async () => {
    const token = await appToken(boxes.extended)
    for (const path of ['/search?type=track', '/search?q=a', '/search?q=a&type=song']) {
      expect((await get(boxes.extended, token, path)).status).toBe(400)
    }
  })
})
