import type { FoundTracks } from '~server/search/domain/search'
import { artistLine } from '~server/domain/track'
import { integer } from './numbers'
import { table } from './table'

/** The tracks that a name may mean, a line each, and what to do where there are more. */
export function formatChoices({ q, total, tracks }: FoundTracks): string {
  if (tracks.length === 0) return nothingNamed(q)
  const rows = tracks.map(({ track, match }) => [
    track.id,
    artistLine(track),
    track.name,
    track.releaseYear === null ? null : String(track.releaseYear),
    `${String(Math.round(match * 100))} %`,
  ])
  const text = table(['id', 'artist', 'title', 'year', 'match'], rows)
  if (total <= tracks.length) return text
  return `${text}\n${integer(total)} tracks match, and these are the best known. Add the artist or more of the title to narrow it down.`
}

/** The sentence for a name that no track has. */
export const nothingNamed = (q: string): string => `No track of the catalog is called “${q}”.`
