import { z } from 'zod'
import type { ImportedFile } from './imported'
import type { Playlist } from '../../domain/playlist'
import type { toTasteExport } from '../../taste/domain/export'

/** user: somebody who signed in. operator: may also change the catalog and the index from a browser. */
export const UserRole = z.enum(['user', 'operator'])
export type UserRole = z.infer<typeof UserRole>

/** Whom a session belongs to. */
export type SessionUser = { id: string; displayName: string | null; role: UserRole }

/** One of a user's sessions, as they are shown it. */
export type OwnSession = { id: string; browser: string; signedInAt: string; seenAt: string }

/** What pages show of somebody who is signed in. */
export const AccountView = z.object({
  displayName: z.string(),
  role: UserRole,
  /** False after a sign-in that Spotify has ended: own playlists need a new one. */
  connected: z.boolean(),
  /** Whole days until Spotify asks for a new sign-in; null where it already does. */
  daysLeft: z.number().int().nullable(),
  /** The end is near enough to be told. */
  endsSoon: z.boolean(),
})
export type AccountView = z.infer<typeof AccountView>

/** A playlist as Spotify lists it for its user; `read` where the catalog holds it already. */
export const OwnPlaylist = z.object({
  id: z.string(),
  name: z.string(),
  ownerName: z.string().nullable(),
  imageUrl: z.string().nullable(),
  total: z.number().int(),
  isPublic: z.boolean(),
  read: z.boolean(),
})
export type OwnPlaylist = z.infer<typeof OwnPlaylist>

export const OwnPlaylists = z.object({
  page: z.number().int(),
  pages: z.number().int(),
  total: z.number().int(),
  playlists: z.array(OwnPlaylist),
  /** Where the Liked Songs are shown once they are read, and whether they are. */
  liked: z.object({ id: z.string(), read: z.boolean() }),
})
export type OwnPlaylists = z.infer<typeof OwnPlaylists>

/** Everything that is kept of a user, to take home. Tokens are keys to Spotify and no data about anybody. */
export type AccountExport = {
  exportedAt: string
  displayName: string | null
  spotifyId: string
  role: UserRole
  createdAt: string
  authorizedAt: string
  scopes: string[]
  taste: ReturnType<typeof toTasteExport>
  /** Private ones of Spotify, and the lists of files that were imported. */
  playlists: (Playlist & { tracks: string[] })[]
  imports: ImportedFile[]
}

const DAY_MS = 86_400_000
/** Spotify ends a sign-in six months after the consent, however often its token was refreshed (18 June 2026). */
const SIGN_IN_MONTHS = 6
/** Told from about day 165 on. */
export const TOLD_DAYS_AHEAD = 18

/** Whole days until Spotify asks for a new consent; negative after the end. */
export function daysToNewSignIn(authorizedAt: Date, now: Date): number {
  const end = new Date(authorizedAt)
  end.setUTCMonth(end.getUTCMonth() + SIGN_IN_MONTHS)
  return Math.floor((end.getTime() - now.getTime()) / DAY_MS)
}

/** What is shown of a sign-in at `now`. */
export function toAccountView(
  { displayName, role }: SessionUser,
  account: { connected: boolean; authorizedAt: Date } | null,
  now: Date,
): AccountView {
  const days = account?.connected ? daysToNewSignIn(account.authorizedAt, now) : -1
  const connected = days >= 0
  return {
    displayName: displayName ?? 'Somebody without a name',
    role,
    connected,
    daysLeft: connected ? days : null,
    endsSoon: connected && days <= TOLD_DAYS_AHEAD,
  }
}
