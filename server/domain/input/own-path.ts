const HERE = 'http://segue.invalid'
/** A longer address is no page of ours. */
const MAX_LENGTH = 2048

/**
 * `text` where it is a path of this site (with its query), else `fallback`: what leads to another origin in any
 * spelling that browsers know (//host, /\host, a scheme, control characters) is not followed.
 */
export function toOwnPath(text: string | null | undefined, fallback: string): string {
  if (!text?.startsWith('/') || text.length > MAX_LENGTH || !URL.canParse(text, HERE)) return fallback
  const url = new URL(text, HERE)
  const path = url.pathname + url.search
  // A path that dots were taken out of can begin with two slashes, which is another host.
  return url.origin === HERE && !path.startsWith('//') ? path : fallback
}
