import { formatCount, formatDate, formatDuration } from '~/lib/format'
import type { PlaylistSummary } from '~server/domain/playlist'
import { ReadAgain } from '~/ui/jobs/read-again'
import { SpotifyLink } from '~/ui/track/spotify-link'
import { TrackArt } from '~/ui/track/track-art'

export function PlaylistHead({ summary }: { summary: PlaylistSummary }) {
  const { playlist, items, tracks, searchable, duplicates, releases, durationMs } = summary
  const facts: [string, string][] = [
    ['Items', formatCount(items)],
    ['Tracks', formatCount(tracks)],
    ['Known sound', `${formatCount(searchable)} of ${formatCount(tracks)}`],
    ['Repeats', formatCount(duplicates)],
    ['Several releases', formatCount(releases.groups)],
    ['Length', formatDuration(durationMs)],
  ]
  return (
    <section className="query" aria-labelledby="playlist">
      <TrackArt track={playlist} size={160} eager />
      <div className="query__words">
        <p className="direction">playlist</p>
        <h1 id="playlist">{playlist.name}</h1>
        <p className="query__artists">{playlist.ownerName ? `by ${playlist.ownerName}` : ''}</p>
        {playlist.description ? <p className="query__facts">{playlist.description}</p> : null}
        <p className="query__facts">Read on {formatDate(playlist.fetchedAt)}</p>
        <div className="query__ways">
          {playlist.spotifyUrl ? (
            <>
              <SpotifyLink href={playlist.spotifyUrl} label={playlist.name} />
              <ReadAgain playlistId={playlist.id} label="Read it again" />
            </>
          ) : null}
        </div>
      </div>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
