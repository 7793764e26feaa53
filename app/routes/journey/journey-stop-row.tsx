import { Link } from '@remix-run/react'
import { artistLine, trackPath } from '~/lib/track-words'
import type { JourneyStop } from '~server/journey/domain/journey'
import { stepSentences } from '~server/journey/domain/sentences'
import { SpotifyLink } from '~/ui/track/spotify-link'
import { TrackArt } from '~/ui/track/track-art'

/** One track of a journey, and under it what happens on the way to the next. */
export function JourneyStopRow({ stop }: { stop: JourneyStop }) {
  const { place, track, named, energy, tempo, key, next } = stop
  const facts = [
    track.releaseYear === null ? null : String(track.releaseYear),
    tempo === null ? null : `${String(Math.round(tempo))} BPM`,
    key,
    energy === null ? null : `energy ${String(Math.round(100 * energy))}`,
  ].filter((fact) => fact !== null)
  return (
    <li className="stop" data-track={track.id} data-named={named}>
      <div className="stop__track">
        <span className="stop__place" aria-hidden="true">
          {place}
        </span>
        <TrackArt track={track} size={64} />
        <div className="stop__words">
          <h3>
            <Link to={trackPath(track)}>{track.name}</Link>
          </h3>
          <p>{artistLine(track)}</p>
          <p className="quiet">{facts.join(' · ')}</p>
        </div>
        {track.spotifyUrl ? <SpotifyLink href={track.spotifyUrl} label={track.name} compact /> : null}
        {named ? <span className="stop__named">asked for</span> : null}
      </div>
      {next ? (
        <p className="stop__next">
          <span className="visually-hidden">To the next: </span>
          {stepSentences(next).join('; ')}.{' '}
          <span className="quiet">A step of {next.degrees.toFixed(0)}°.</span>
        </p>
      ) : null}
    </li>
  )
}
