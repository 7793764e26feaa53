/** /playlists/{id}, its items, and who may read them (spotify-api.md, 2.3). */
import type { SandboxPlaylist } from '../catalogue/playlists'
import { apiError, json } from '../respond'
import type { ApiContext, ApiHandler } from './context'
import { param, requireFound, requireScope } from './context'
import { parsePage } from './paging'
import { toItemPage, toPlaylistHead } from './playlist-json'

const ITEM_LIMITS = { fallback: 20, largest: 50 }
const OLD_TRACK_LIMITS = { fallback: 100, largest: 100 }

export const getPlaylist: ApiHandler = (context) => {
  const playlist = findVisible(context)
  const head = toPlaylistHead(context, playlist)
  if (context.kind === 'dev-new') {
    // Not an empty page: for readers who are neither owner nor collaborator the key is absent.
    const page = mayReadItems(context, playlist)
      ? { items: toItemPage(context, playlist, { limit: 50, offset: 0 }, 'items', 'new') }
      : {}
    return json({ ...head, ...page })
  }
  const tracks = toItemPage(context, playlist, { limit: 100, offset: 0 }, 'tracks', 'old')
  return json({ ...head, followers: { href: null, total: playlist.followers }, tracks })
}

export const getPlaylistItems: ApiHandler = (context) => {
  const playlist = findVisible(context)
  if (!mayReadItems(context, playlist)) throw apiError(403, 'Forbidden')
  const page = parsePage(context.url.searchParams, ITEM_LIMITS)
  return json(toItemPage(context, playlist, page, 'items', context.kind === 'dev-new' ? 'new' : 'both'))
}

/** The route of old; closed to new development apps. */
export const getPlaylistTracks: ApiHandler = (context) => {
  const playlist = findVisible(context)
  const page = parsePage(context.url.searchParams, OLD_TRACK_LIMITS)
  return json(toItemPage(context, playlist, page, 'tracks', 'old'))
}

export function isMember({ caller }: ApiContext, playlist: SandboxPlaylist): boolean {
  return (
    caller.user !== null &&
    (playlist.owner === caller.user.id || playlist.collaborators.includes(caller.user.id))
  )
}

/** Somebody else's private playlist does not exist for the caller. */
function findVisible(context: ApiContext): SandboxPlaylist {
  const playlist = requireFound(param(context), context.catalogue.playlist)
  if (playlist.public) return playlist
  if (!isMember(context, playlist)) throw apiError(404, 'Resource not found')
  requireScope(context, 'playlist-read-private')
  return playlist
}

/** Old kinds of app read every playlist they can see; new ones only where their user is owner or collaborator. */
function mayReadItems(context: ApiContext, playlist: SandboxPlaylist): boolean {
  return context.kind !== 'dev-new' || isMember(context, playlist)
}
