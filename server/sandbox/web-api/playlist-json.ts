/** Playlists and their items as JSON, in the old spelling (tracks, track) and the new one (items, item). */
import { drawEpisodeName } from '../catalogue/names'
import type { SandboxPlaylist } from '../catalogue/playlists'
import { ODD_ITEM } from '../catalogue/playlists'
import { createRandom, hash32, Salt } from '../catalogue/random'
import type { SandboxUser } from '../catalogue/users'
import { findUser } from '../catalogue/users'
import type { ApiContext } from './context'
import { toFullTrack, toImages, toRef } from './music-json'
import type { PageRequest } from './paging'
import { toPage } from './paging'

/** How an answer names a playlist's contents; `both` is what `/items` was seen to send to old apps. */
export type Spelling = 'old' | 'new' | 'both'

const FIRST_ADDED = Date.UTC(2024, 0, 1)
const HOUR = 3600_000

export function toSimpleUser({ api }: ApiContext, user: SandboxUser) {
  const id = encodeURIComponent(user.id)
  return {
    external_urls: { spotify: `https://open.spotify.com/user/${id}` },
    href: `${api}/users/${id}`,
    id: user.id,
    type: 'user',
    uri: `spotify:user:${id}`,
  }
}

/** Everything but the contents. */
export function toPlaylistHead(context: ApiContext, playlist: SandboxPlaylist) {
  const { catalogue } = context
  const id = catalogue.idOf('playlist', playlist.index)
  const owner = findUser(playlist.owner)
  return {
    ...toRef(context, 'playlist', id),
    collaborative: playlist.collaborative,
    description: playlist.description,
    images: toImages(context, id),
    name: playlist.name,
    owner: owner === null ? null : { ...toSimpleUser(context, owner), display_name: owner.name },
    primary_color: null,
    public: playlist.public,
    snapshot_id: toSnapshot(catalogue.seed, playlist),
  }
}

/** One entry of `/me/playlists`. */
export function toListedPlaylist(context: ApiContext, playlist: SandboxPlaylist) {
  const head = toPlaylistHead(context, playlist)
  const total = playlist.items.length
  if (context.kind === 'dev-new') return { ...head, items: { href: `${head.href}/items`, total } }
  return { ...head, tracks: { href: `${head.href}/tracks`, total } }
}

export function toItemPage(
  context: ApiContext,
  playlist: SandboxPlaylist,
  request: PageRequest,
  path: 'items' | 'tracks',
  spelling: Spelling,
) {
  const href = `${context.api}/playlists/${context.catalogue.idOf('playlist', playlist.index)}/${path}`
  const query = new URLSearchParams(
    [...context.url.searchParams].filter(([name]) => name === 'market' || name === 'additional_types'),
  )
  const { offset, limit } = request
  const items = [...playlist.items.subarray(offset, offset + limit)].map((entry, i) =>
    toItem(context, playlist, offset + i, entry, spelling),
  )
  return toPage(href, query, request, playlist.items.length, items)
}

function toItem(
  context: ApiContext,
  playlist: SandboxPlaylist,
  position: number,
  entry: number,
  spelling: Spelling,
) {
  const { catalogue } = context
  const owner = findUser(playlist.owner)
  const body =
    entry >= 0 ? toFullTrack(context, catalogue.trackAt(entry)) : toOddItem(context, playlist, entry)
  return {
    added_at: new Date(FIRST_ADDED + (playlist.index * 53 + position * 7) * HOUR)
      .toISOString()
      .replace('.000', ''),
    added_by: owner === null ? null : toSimpleUser(context, owner),
    is_local: entry === ODD_ITEM.local,
    primary_color: null,
    ...(spelling !== 'old' && { item: body }),
    ...(spelling !== 'new' && { track: body }),
    video_thumbnail: { url: null },
  }
}

function toOddItem(context: ApiContext, playlist: SandboxPlaylist, entry: number) {
  if (entry === ODD_ITEM.local) return toLocalTrack(context)
  const wanted = (context.url.searchParams.get('additional_types') ?? 'track').split(',')
  return entry === ODD_ITEM.episode && wanted.includes('episode') ? toEpisode(context, playlist.index) : null
}

/** A file from somebody's disk: no id, no album id, hardly any metadata. */
function toLocalTrack({ catalogue }: ApiContext) {
  const track = catalogue.trackAt(0)
  const name = `${track.title} (demo tape)`
  const artist = catalogue.artistAt(track.artists[0] ?? 0).name
  const seconds = Math.round(track.durationMs / 1000)
  const encode = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+')
  const nameless = { external_urls: {}, href: null, id: null, uri: null }
  return {
    album: {
      ...nameless,
      album_type: null,
      artists: [],
      available_markets: [],
      images: [],
      name: '',
      release_date: null,
      release_date_precision: null,
      type: 'album',
    },
    artists: [{ ...nameless, name: artist, type: 'artist' }],
    available_markets: [],
    disc_number: 0,
    duration_ms: seconds * 1000,
    explicit: false,
    external_ids: {},
    external_urls: {},
    href: null,
    id: null,
    is_local: true,
    name,
    popularity: 0,
    preview_url: null,
    track_number: 0,
    type: 'track',
    uri: `spotify:local:${encode(artist)}::${encode(name)}:${seconds}`,
  }
}

function toEpisode(context: ApiContext, playlist: number) {
  const { catalogue } = context
  const id = catalogue.idOf('episode', playlist)
  const showId = catalogue.idOf('show', 0)
  const show = {
    ...toRef(context, 'show', showId),
    name: 'The Nobody Heard Hour',
    publisher: 'Nightbus Radio',
    media_type: 'audio',
    images: toImages(context, showId),
  }
  return {
    ...toRef(context, 'episode', id),
    audio_preview_url: null,
    description: 'An hour about a recording that nobody kept.',
    duration_ms: 3_480_000,
    episode: true,
    explicit: false,
    images: toImages(context, id),
    is_externally_hosted: false,
    is_playable: true,
    languages: ['en'],
    name: drawEpisodeName(createRandom(Salt.playlist, catalogue.seed, 3, playlist)),
    release_date: '2025-03-14',
    release_date_precision: 'day',
    show,
    track: false,
  }
}

/** Changes whenever the contents do, as Spotify's does. */
function toSnapshot(seed: number, playlist: SandboxPlaylist): string {
  const digest = [1, 2, 3, 4].map((word) =>
    hash32(
      Salt.playlist,
      seed,
      word,
      playlist.index,
      ...playlist.items.subarray(0, 64),
      playlist.items.length,
    ),
  )
  return Buffer.from(
    `${playlist.items.length},${digest.map((word) => word.toString(16).padStart(8, '0')).join('')}`,
  ).toString('base64')
}
