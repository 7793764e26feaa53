/** /me, /me/playlists, /me/tracks, and of old /users/{id}. */
import type { SandboxPlaylist } from '../catalogue/playlists'
import type { SandboxUser } from '../catalogue/users'
import { findUser, USERS } from '../catalogue/users'
import { apiError, json } from '../respond'
import type { ApiContext, ApiHandler } from './context'
import { param, requireScope, requireUser } from './context'
import { toFullTrack } from './music-json'
import { parsePage, toPage } from './paging'
import { toListedPlaylist, toSimpleUser } from './playlist-json'
import { isMember } from './playlists'

const LIST_LIMITS = { fallback: 20, largest: 50 }
const LAST_SAVED = Date.UTC(2026, 9, 30)

export const getMe: ApiHandler = (context) => {
  const user = requireUser(context)
  const { kind, caller } = context
  const basics = {
    ...toSimpleUser(context, user),
    account_id: `sandbox-${user.id}`,
    display_name: user.name,
    images: [],
  }
  if (kind === 'dev-new') return json(basics)
  return json({
    ...basics,
    followers: { href: null, total: 12 * (USERS.indexOf(user) + 1) },
    ...(caller.scopes.has('user-read-email') && { email: user.email }),
    ...(caller.scopes.has('user-read-private') && {
      country: user.country,
      product: 'premium',
      explicit_content: { filter_enabled: false, filter_locked: false },
    }),
  })
}

/** Owned, shared and followed; private ones only with the scope for them. */
export const getMyPlaylists: ApiHandler = (context) => {
  const user = requireUser(context)
  const mine = context.catalogue.playlists().filter((playlist) => isListed(context, user, playlist))
  return listPlaylists(context, mine, 'me')
}

export const getMyTracks: ApiHandler = (context) => {
  const user = requireUser(context)
  requireScope(context, 'user-library-read')
  const liked = context.catalogue.likedBy(user.id)
  const page = parsePage(context.url.searchParams, LIST_LIMITS)
  const items = liked.slice(page.offset, page.offset + page.limit).map((index, i) => ({
    added_at: new Date(LAST_SAVED - (page.offset + i) * 31 * 3600_000).toISOString().replace('.000', ''),
    track: toFullTrack(context, context.catalogue.trackAt(index)),
  }))
  return json(toPage(`${context.api}/me/tracks`, new URLSearchParams(), page, liked.length, items))
}

export const getUser: ApiHandler = (context) => {
  const user = findUser(decodeURIComponent(param(context)))
  if (user === null) throw apiError(404, 'Resource not found')
  return json({
    ...toSimpleUser(context, user),
    display_name: user.name,
    followers: { href: null, total: 0 },
    images: [],
  })
}

export const getUserPlaylists: ApiHandler = (context) => {
  const user = findUser(decodeURIComponent(param(context)))
  if (user === null) throw apiError(404, 'Resource not found')
  const owned = context.catalogue
    .playlists()
    .filter((playlist) => playlist.owner === user.id && playlist.public)
  return listPlaylists(context, owned, `users/${param(context)}`)
}

function listPlaylists(context: ApiContext, playlists: SandboxPlaylist[], path: string): Response {
  const page = parsePage(context.url.searchParams, LIST_LIMITS)
  const items = playlists
    .slice(page.offset, page.offset + page.limit)
    .map((playlist) => toListedPlaylist(context, playlist))
  return json(
    toPage(`${context.api}/${path}/playlists`, new URLSearchParams(), page, playlists.length, items),
  )
}

function isListed(context: ApiContext, user: SandboxUser, playlist: SandboxPlaylist): boolean {
  if (!playlist.public && !context.caller.scopes.has('playlist-read-private')) return false
  if (playlist.owner === user.id) return true
  if (isMember(context, playlist)) return context.caller.scopes.has('playlist-read-collaborative')
  return playlist.public && playlist.index % 7 === USERS.indexOf(user)
}
