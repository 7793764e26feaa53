/** What a sign-in asks Spotify for, and what each is for. */
export const SCOPES = {
  'playlist-read-private': 'private playlists',
  'playlist-read-collaborative': 'playlists edited with others',
  'user-library-read': 'Liked Songs',
} as const
export type Scope = keyof typeof SCOPES
export const SCOPE_NAMES = Object.keys(SCOPES) as readonly Scope[]
