import { DomainError } from '../../domain/errors'

/** RFC 9110 wants 8,000 bytes at least; long questions are sent as POST. */
export const MAX_URL = 8192
/** What `encodeURIComponent` encodes although a path may have it (RFC 3986, pchar). */
const ALLOWED_IN_PATH = /%(24|26|2B|2C|3A|3B|3D|40)/g

/** The address of a request in one form only; `authority` where it named a host itself (RFC 9112, absolute-form). */
type Address = { url: string; authority: string | null }

/**
 * Reads the target of a request line. Each part of the path is decoded once and encoded again, so that everything behind
 * sees the same letters whatever the sender encoded. Throws URL_TOO_LONG, INPUT_INVALID or PAGE_NOT_FOUND.
 */
export function readAddress(target: string): Address {
  if (target.length > MAX_URL) {
    throw new DomainError('URL_TOO_LONG', `The address is longer than ${String(MAX_URL)} letters.`)
  }
  const [start = '', authority = null] = /^https?:\/\/([^/?#]*)/i.exec(target) ?? []
  const rest = target.slice(start.length)
  const queryAt = rest.indexOf('?')
  const path = queryAt < 0 ? rest : rest.slice(0, queryAt)
  const query = queryAt < 0 ? '' : rest.slice(queryAt)
  if (authority !== null && path === '') return { url: `/${query}`, authority }
  if (!path.startsWith('/')) throw unreadable('does not begin with a slash')
  if (path.startsWith('//')) throw new DomainError('PAGE_NOT_FOUND', 'There is nothing at this address.')
  return { url: path.split('/').map(toOneForm).join('/') + query, authority }
}

function toOneForm(part: string): string {
  const text = decode(part)
  if (text === '.' || text === '..') throw unreadable('has a part of dots only')
  if (/\p{Cc}/u.test(text)) throw unreadable('has a control character')
  return encodeURIComponent(text).replace(ALLOWED_IN_PATH, decodeURIComponent)
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw unreadable('has a percent sign that begins no character of UTF-8')
  }
}

function unreadable(why: string): DomainError {
  return new DomainError('INPUT_INVALID', `The address ${why}.`, {
    hint: 'Follow a link of the page, or percent-encode the address as UTF-8.',
  })
}
