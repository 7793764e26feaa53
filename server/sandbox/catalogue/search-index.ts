/** Text search over titles and artists, with the field filters Spotify documents. */

export type SearchEntry = {
  track: number
  title: string
  artist: string
  album: string
  year: number
  genre: string
  popularity: number
}
export type SearchQuery = { words: string[]; filters: Map<string, string> }

const FILTER = /\b(track|artist|album|isrc|year|genre):(?:"([^"]*)"|(\S+(?:\s+(?!\w+:)\S+)*))/gi

/** `track:"Copper Harbour" artist:vand` becomes filters, what is left becomes words. */
export function parseSearchQuery(text: string): SearchQuery {
  const filters = new Map<string, string>()
  const rest = text.replace(FILTER, (_, name: string, quoted?: string, bare?: string) => {
    filters.set(name.toLowerCase(), fold(quoted ?? bare ?? ''))
    return ' '
  })
  return { words: fold(rest).split(' ').filter(Boolean), filters }
}

/** Matching entries, exact titles first, then by popularity. */
export function findMatches(entries: readonly SearchEntry[], query: SearchQuery): SearchEntry[] {
  const { words, filters } = query
  const matches = entries.filter(
    (entry) =>
      words.every((word) => `${entry.title} ${entry.artist} ${entry.album}`.includes(word)) &&
      entry.title.includes(filters.get('track') ?? '') &&
      entry.artist.includes(filters.get('artist') ?? '') &&
      entry.album.includes(filters.get('album') ?? '') &&
      entry.genre.includes(filters.get('genre') ?? '') &&
      inYears(entry.year, filters.get('year')),
  )
  const wanted = filters.get('track') ?? words.join(' ')
  const rank = (entry: SearchEntry): number => entry.popularity + (entry.title === wanted ? 1000 : 0)
  return matches.sort((a, b) => rank(b) - rank(a) || a.track - b.track)
}

/** Lower case without accents and punctuation, so that "Bela" finds "Béla". */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

function inYears(year: number, range: string | undefined): boolean {
  if (range === undefined) return true
  const [from = '', to = from] = range.split(' ')
  return year >= Number(from) && year <= Number(to)
}
