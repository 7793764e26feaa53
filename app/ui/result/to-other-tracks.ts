import { MAX_EXCLUDED } from '~server/similar/domain/controls'

/** What browsers and proxies take without complaint; some 250 ids. */
const LONGEST_ADDRESS = 8000

/**
 * The address that asks the same again without these tracks; null where there are none, or where the list of what is
 * left out has grown too long for an address.
 */
export function toOtherTracks(search: URLSearchParams, ids: readonly string[]): string | null {
  const next = new URLSearchParams(search)
  const known = new Set(next.getAll('exclude'))
  for (const id of ids) if (!known.has(id)) next.append('exclude', id)
  const address = `?${next.toString()}`
  const tooMany = address.length > LONGEST_ADDRESS || next.getAll('exclude').length > MAX_EXCLUDED
  return ids.length === 0 || tooMany ? null : address
}
