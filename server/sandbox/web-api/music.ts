/** /tracks, /albums, /artists. */
import { json } from '../respond'
import type { ApiContext, ApiHandler } from './context'
import { param, requireFound } from './context'
import { toFullAlbum, toFullArtist, toFullTrack, toSimpleAlbum, toSimpleTrack } from './music-json'
import { parseIds, parsePage, toPage } from './paging'
import type { PageRequest } from './paging'
import type { SandboxAlbum } from '../catalogue/tracks'

const ALBUM_TRACKS = { fallback: 20, largest: 50 }

export const getTrack: ApiHandler = (context) =>
  json(toFullTrack(context, requireFound(param(context), context.catalogue.track)))

/** Unknown ids stand as null at their place. */
export const getTracks: ApiHandler = (context) => {
  const tracks = parseIds(context.url.searchParams, 50).map((id) => {
    const track = context.catalogue.track(id)
    return track === null ? null : toFullTrack(context, track)
  })
  return json({ tracks })
}

export const getAlbum: ApiHandler = (context) => {
  const album = requireFound(param(context), context.catalogue.album)
  return json(toFullAlbum(context, album, albumTracks(context, album, { limit: 50, offset: 0 })))
}

export const getAlbumTracks: ApiHandler = (context) => {
  const album = requireFound(param(context), context.catalogue.album)
  return json(albumTracks(context, album, parsePage(context.url.searchParams, ALBUM_TRACKS)))
}

export const getArtist: ApiHandler = (context) =>
  json(toFullArtist(context, requireFound(param(context), context.catalogue.artist)))

export const getArtistAlbums: ApiHandler = (context) => {
  const artist = requireFound(param(context), context.catalogue.artist)
  const limits = context.kind === 'dev-new' ? { fallback: 5, largest: 10 } : { fallback: 20, largest: 50 }
  const page = parsePage(context.url.searchParams, limits)
  const albums = artist.albums.slice(page.offset, page.offset + page.limit).map(({ index }) => ({
    ...toSimpleAlbum(context, context.catalogue.albumAt(index)),
    ...(context.kind !== 'dev-new' && { album_group: context.catalogue.albumAt(index).albumType }),
  }))
  return json(
    toPage(
      `${context.api}/artists/${param(context)}/albums`,
      new URLSearchParams(),
      page,
      artist.albums.length,
      albums,
    ),
  )
}

function albumTracks(context: ApiContext, album: SandboxAlbum, page: PageRequest) {
  const href = `${context.api}/albums/${context.catalogue.idOf('album', album.index)}/tracks`
  const count = Math.max(0, Math.min(page.limit, album.count - page.offset))
  const tracks = Array.from({ length: count }, (_, i) =>
    toSimpleTrack(context, context.catalogue.trackAt(album.first + page.offset + i)),
  )
  return toPage(href, new URLSearchParams(), page, album.count, tracks)
}
