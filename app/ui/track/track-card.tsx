import { Link, useNavigation } from '@remix-run/react'
import { artistLine, trackPath } from '~/lib/track-words'
import type { Track } from '~server/domain/track'
import { SpotifyLink } from './spotify-link'
import { TrackArt } from './track-art'

/** A small card that leads to the tracks like this one. */
export function TrackCard({ track, note }: { track: Track; note?: string }) {
  const path = trackPath(track)
  const opening = useNavigation().location?.pathname === path
  return (
    <li className="track-card">
      <TrackArt track={track} size={64} morph={opening} />
      <div className="track-card__words">
        <Link to={path} className="track-card__title" prefetch="intent" viewTransition>
          {track.name}
        </Link>
        <p>{artistLine(track)}</p>
        {note === undefined ? null : <p className="quiet">{note}</p>}
      </div>
      {track.spotifyUrl ? <SpotifyLink href={track.spotifyUrl} label={track.name} compact /> : null}
    </li>
  )
}
