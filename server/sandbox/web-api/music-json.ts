/** Tracks, albums and artists as JSON (spotify-api.md, 2.4). Development apps of 2026 get fewer fields. */
import { getGenre } from '../catalogue/profile'
import type { SandboxAlbum, SandboxArtist, SandboxTrack } from '../catalogue/tracks'
import type { ApiContext } from './context'

const MARKETS = [
  'AR',
  'AT',
  'AU',
  'BE',
  'BR',
  'CA',
  'CH',
  'DE',
  'DK',
  'ES',
  'FI',
  'FR',
  'GB',
  'IT',
  'JP',
  'MX',
  'NL',
  'NO',
  'PL',
  'PT',
  'SE',
  'US',
] as const
const IMAGE_SIZES = [640, 300, 64] as const
type Kind = 'track' | 'album' | 'artist' | 'playlist' | 'episode' | 'show'

export function toRef({ api }: ApiContext, kind: Kind, id: string) {
  return {
    external_urls: { spotify: `https://open.spotify.com/${kind}/${id}` },
    href: `${api}/${kind}s/${id}`,
    id,
    type: kind,
    uri: `spotify:${kind}:${id}`,
  }
}

/** Widest first, as documented. */
export function toImages({ media }: ApiContext, id: string) {
  return IMAGE_SIZES.map((size) => ({
    height: size,
    url: `${media}/image/${id}.svg?size=${size}`,
    width: size,
  }))
}

export function toSimpleArtist(context: ApiContext, index: number) {
  const { catalogue } = context
  return {
    ...toRef(context, 'artist', catalogue.idOf('artist', index)),
    name: catalogue.artistAt(index).name,
  }
}

export function toFullArtist(context: ApiContext, artist: SandboxArtist) {
  const id = context.catalogue.idOf('artist', artist.index)
  const isNew = context.kind === 'dev-new'
  return {
    ...toRef(context, 'artist', id),
    name: artist.name,
    images: toImages(context, id),
    genres: isNew ? [] : [getGenre(artist.genre).name],
    ...(!isNew && { followers: { href: null, total: artist.followers }, popularity: artist.popularity }),
  }
}

export function toSimpleAlbum(context: ApiContext, album: SandboxAlbum) {
  const id = context.catalogue.idOf('album', album.index)
  return {
    ...toRef(context, 'album', id),
    album_type: album.albumType,
    artists: [toSimpleArtist(context, album.artist)],
    images: toImages(context, id),
    name: album.name,
    release_date: album.releaseDate,
    release_date_precision: album.precision,
    total_tracks: album.count,
    ...available(context),
  }
}

export function toFullAlbum(context: ApiContext, album: SandboxAlbum, tracks: unknown) {
  const { name } = context.catalogue.artistAt(album.artist)
  const year = album.releaseDate.slice(0, 4)
  return {
    ...toSimpleAlbum(context, album),
    tracks,
    copyrights: [{ text: `${year} ${name}`, type: 'C' }],
    external_ids: { upc: `0${String(600_000_000_000 + album.index)}` },
    genres: [],
    ...(context.kind !== 'dev-new' && {
      label: `${name} Recordings`,
      popularity: context.catalogue.artistAt(album.artist).popularity,
    }),
  }
}

/** Without album and ISRC, as inside `/albums/{id}/tracks`. */
export function toSimpleTrack(context: ApiContext, track: SandboxTrack) {
  const id = context.catalogue.idOf('track', track.index)
  return {
    ...toRef(context, 'track', id),
    artists: track.artists.map((index) => toSimpleArtist(context, index)),
    disc_number: 1,
    duration_ms: track.durationMs,
    explicit: track.explicit,
    is_local: false,
    name: track.title,
    // Only apps with extended access from before November 2024 still get clips.
    preview_url: context.kind === 'extended' ? `${context.media}/preview/${id}.wav` : null,
    track_number: track.trackNumber,
    ...available(context),
  }
}

export function toFullTrack(context: ApiContext, track: SandboxTrack) {
  return {
    album: toSimpleAlbum(context, context.catalogue.albumAt(track.album)),
    ...toSimpleTrack(context, track),
    external_ids: { isrc: context.catalogue.isrcOf(track) },
    ...(context.kind !== 'dev-new' && { popularity: track.popularity }),
  }
}

/** With a market the answer says `is_playable`; without, old apps get the list of markets. */
function available({ url, kind }: ApiContext) {
  if (url.searchParams.has('market')) return { is_playable: true }
  return kind === 'dev-new' ? {} : { available_markets: MARKETS }
}
