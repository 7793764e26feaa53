import { Link, useNavigation } from '@remix-run/react'
import { formatDuration } from '~/lib/format'
import { artistLine, journeyPath } from '~/lib/track-words'
import type { Track } from '~server/domain/track'
import { SpotifyLink } from '~/ui/track/spotify-link'
import { TrackArt } from '~/ui/track/track-art'
import type { ReactNode } from 'react'

/** The track that was asked about. */
export function QueryTrack({ track, children }: { track: Track; children?: ReactNode }) {
  // While the next page is on its way, the artwork that leads to it is the one that stays on the screen.
  const leaving = useNavigation().state !== 'idle'
  const facts = [
    track.releaseYear === null ? null : String(track.releaseYear),
    track.album,
    track.durationMs === null ? null : formatDuration(track.durationMs),
  ].filter((fact) => fact !== null)
  return (
    <section className="query" aria-labelledby="query" data-track={track.id}>
      <TrackArt track={track} size={160} morph={!leaving} eager />
      <div className="query__words">
        <p className="direction">from</p>
        <h1 id="query">{track.name}</h1>
        <p className="query__artists">{artistLine(track)}</p>
        <p className="query__facts">{facts.join(' · ')}</p>
        {track.genres.length === 0 ? null : (
          <p className="query__facts">{track.genres.slice(0, 4).join(', ')}</p>
        )}
        <div className="query__ways">
          <Link className="more" to={journeyPath(track)}>
            Journey to another track
          </Link>
          {track.spotifyUrl ? <SpotifyLink href={track.spotifyUrl} label={track.name} /> : null}
        </div>
        {children}
      </div>
    </section>
  )
}
