import { formatCount, formatDate } from '~/lib/format'
import type { Catalog } from './catalog'

/** How much of everything there is. */
export function CatalogFacts({ catalog: { at, counts } }: { catalog: Catalog }) {
  const facts: [name: string, value: number, means: string][] = [
    ['Tracks', counts.tracks, 'Every release counts.'],
    ['Recordings', counts.recordings, 'Releases of one recording count as one.'],
    ['Known sound', counts.searchable, 'Tracks that can be found and recommended.'],
    ['Artists', counts.artists, 'Everybody who is named on a track.'],
    ['Albums', counts.albums, 'With at least one track here.'],
    ['Playlists', counts.playlists, 'Those that everybody may see.'],
  ]
  return (
    <>
      <dl className="quality-facts">
        {facts.map(([name, value, means]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="quality-facts__value">{formatCount(value)}</dd>
            <dd className="quiet">{means}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet">Counted {formatDate(at)}.</p>
    </>
  )
}
