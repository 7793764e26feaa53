/** Where pages of Spotify live that name tracks and playlists. */
export const WEB_HOSTS: ReadonlySet<string> = new Set([
  'open.spotify.com',
  'play.spotify.com',
  'www.open.spotify.com',
  'embed.spotify.com',
])

/** Where links live that say only by a redirect what they stand for. */
export const SHORT_LINK_HOSTS: readonly string[] = ['spotify.link', 'spoti.fi', 'spotify.app.link']

export const isShortLinkHost = (host: string): boolean => SHORT_LINK_HOSTS.includes(host)

/** Whether a host is Spotify's own, the pages about prices, help and accounts included. */
export const isSpotifyHost = (host: string): boolean =>
  host === 'spotify.com' || host.endsWith('.spotify.com')
