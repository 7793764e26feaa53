import { Link } from '@remix-run/react'
import { artistLine, trackPath } from '~/lib/track-words'
import { choicePath, type Choosing } from '~/ui/search/choice-path'
import { TrackArt } from '~/ui/track/track-art'
import type { FoundTracks } from '~server/search/domain/search'

const NAMES = { continue: 'Add', journey: 'Choose' } as const

/** The tracks that a name may mean, each with the link that chooses it, and how to narrow it down. */
export function FoundList({ found, choosing }: { found: FoundTracks; choosing: Choosing | null }) {
  const { q, total, tracks } = found
  if (tracks.length === 0) return <NothingFound q={q} />
  return (
    <section className="found" aria-label="Tracks found">
      <p role="status">{toSentence(total, tracks.length)}</p>
      <ul>
        {tracks.map(({ track }) => (
          <li key={track.id} className="track-card">
            <TrackArt track={track} size={64} />
            <div className="track-card__words">
              <Link
                to={choosing ? choicePath(choosing, q, track.id) : trackPath(track)}
                className="track-card__title"
              >
                {choosing ? <span className="visually-hidden">{NAMES[choosing.page]}: </span> : null}
                {track.name}
              </Link>
              <p>{artistLine(track)}</p>
              <p>{[track.album, track.releaseYear].filter((fact) => fact !== null).join(', ')}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

function NothingFound({ q }: { q: string }) {
  return (
    <div className="found" role="status">
      <p>
        <strong>No track of the catalog is called “{q}”.</strong> Check the spelling, or try the artist or a
        part of the title alone.
      </p>
      <p>
        A track that is not in the catalog yet: paste its Spotify link on the <Link to="/">front page</Link>,
        or <Link to="/import">import a file</Link> that has it.
      </p>
    </div>
  )
}

function toSentence(total: number, shown: number): string {
  if (total > shown) {
    return `${total.toLocaleString('en')} tracks match; these are the ${String(shown)} best known. Add the artist or more of the title to narrow it down.`
  }
  return shown === 1 ? 'One track matches.' : 'Choose the one you mean. The best match comes first.'
}
