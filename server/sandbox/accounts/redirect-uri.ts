/** Spotify's rules for redirect URIs (spotify-api.md, 1.3). */

const LOOPBACK = new Set(['127.0.0.1', '[::1]'])

/** HTTPS, or HTTP to a loopback IP literal; `localhost` and LAN addresses are refused. */
export function isSecureRedirect(uri: string): boolean {
  if (!URL.canParse(uri)) return false
  const { protocol, hostname } = new URL(uri)
  return protocol === 'https:' ? hostname !== 'localhost' : protocol === 'http:' && LOOPBACK.has(hostname)
}

/** Exact string match; a loopback URI registered without a port matches with any port. */
export function isRegisteredRedirect(uri: string, registered: readonly string[]): boolean {
  if (!isSecureRedirect(uri)) return false
  return registered.some((known) => uri === known || (isPortless(known) && withoutPort(uri) === known))
}

function isPortless(uri: string): boolean {
  const { hostname, port } = new URL(uri)
  return LOOPBACK.has(hostname) && port === ''
}

function withoutPort(uri: string): string {
  return uri.replace(/^(http:\/\/(?:127\.0\.0\.1|\[::1\])):\d{1,5}(?=\/|$)/, '$1')
}
