import { toMeaning } from './to-field'

const NUMBERED = /^(.*\D)([1-9])\s*$/

/**
 * Where the artists of a track stand in columns of their own ("Artist Name 1", "Artist Name 2", as YouTube Music writes
 * them), one name a cell; empty where one column has them all.
 */
export function findNumberedArtists(header: readonly string[]): number[] {
  const found = header.flatMap((name, index) => {
    const [, base = '', number = ''] = NUMBERED.exec(name.slice(0, 80)) ?? []
    return toMeaning(base)?.field === 'artists' ? [{ number: Number(number), index }] : []
  })
  found.sort((a, b) => a.number - b.number)
  return found[0]?.number === 1 ? found.map(({ index }) => index) : []
}
