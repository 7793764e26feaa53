import { Link, useSearchParams } from '@remix-run/react'
import { artistLine, trackPath } from '~/lib/track-words'
import type { Track } from '~server/domain/track'
import { SpotifyLink } from '~/ui/track/spotify-link'
import { TrackArt } from '~/ui/track/track-art'

/** The tracks that a list goes on from, or that it shall not be like, each with the link that takes it out. */
export function SeedList({ tracks, name, title }: { tracks: Track[]; name: 'seed' | 'not'; title: string }) {
  const [search] = useSearchParams()
  if (tracks.length === 0) return null
  return (
    <section className="seeds" aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {tracks.map((track) => (
          <li key={track.id} className="track-card" data-seed={track.id}>
            <TrackArt track={track} size={64} morph={false} />
            <div className="track-card__words">
              <Link to={trackPath(track)} className="track-card__title">
                {track.name}
              </Link>
              <p>{artistLine(track)}</p>
              <Link to={without(search, name, track.id)} preventScrollReset>
                Remove<span className="visually-hidden">: {track.name}</span>
              </Link>
            </div>
            {track.spotifyUrl ? <SpotifyLink href={track.spotifyUrl} label={track.name} compact /> : null}
          </li>
        ))}
      </ul>
    </section>
  )
}

function without(search: URLSearchParams, name: string, id: string): string {
  const kept = [...search].filter(([key, value]) => !(key === name && value.endsWith(id)))
  return `?${new URLSearchParams(kept).toString()}`
}
