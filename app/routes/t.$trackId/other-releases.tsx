import { Link } from '@remix-run/react'
import { formatAmount, formatDuration } from '~/lib/format'
import { trackPath } from '~/lib/track-words'
import type { Track } from '~server/domain/track'
import { SpotifyLink } from '~/ui/track/spotify-link'

/** Releases of the same recording, which no list shows beside it. */
export function OtherReleases({ releases }: { releases: Track[] }) {
  if (releases.length === 0) return null
  return (
    <details className="releases">
      <summary>{formatAmount(releases.length, 'other release', 'other releases')} of this recording</summary>
      <ul>
        {releases.map((release) => (
          <li key={release.id}>
            <Link to={trackPath(release)}>{release.name}</Link>{' '}
            <span className="quiet">
              {[
                release.album,
                release.releaseYear === null ? null : String(release.releaseYear),
                release.durationMs === null ? null : formatDuration(release.durationMs),
              ]
                .filter((fact) => fact !== null)
                .join(' · ')}
            </span>
            {release.spotifyUrl ? (
              <SpotifyLink href={release.spotifyUrl} label={release.name} compact />
            ) : null}
          </li>
        ))}
      </ul>
    </details>
  )
}
