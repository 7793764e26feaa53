/** The path that Spotify sends people back to; without a hyphen, which some registrations refused. */
export const CALLBACK_PATH = '/auth/callback'

const LOOPBACK = new Set(['127.0.0.1', '[::1]'])

/**
 * Why Spotify would refuse a redirect URI, with what to do; null where it may be registered.
 * Rules since November 2025: https, or http to a loopback IP literal (developer.spotify.com, "Redirect URIs").
 */
export function findRedirectFault(uri: string): { reason: string; hint: string } | null {
  const { protocol, hostname, port } = new URL(uri)
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) {
    const at = `http://127.0.0.1${port === '' ? '' : `:${port}`}`
    return {
      reason: 'Spotify refuses “localhost” as the place to come back to after a sign-in.',
      hint: `Set PUBLIC_URL to ${at}, register ${at}${CALLBACK_PATH} for the app, and open Segue at that address.`,
    }
  }
  if (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname))) return null
  return {
    reason: `Spotify sends people back only to https, or to this very machine; ${uri} is neither.`,
    hint: 'Put Segue behind https and set PUBLIC_URL to its address, or open it at http://127.0.0.1.',
  }
}

/**
 * The origin to come back to: the one that the operator named, else the address of the request where that is this
 * machine (localhost is told as 127.0.0.1, which Spotify takes).
 */
export function toPublicOrigin(publicUrl: string | undefined, requestUrl: string): string {
  if (publicUrl !== undefined) return new URL(publicUrl).origin
  const url = new URL(requestUrl)
  if (url.hostname === 'localhost') url.hostname = '127.0.0.1'
  return url.origin
}
