import { Link } from '@remix-run/react'
import { formatAmount } from '~/lib/format'
import { playlistPath } from '~/lib/track-words'
import type { Playlist } from '~server/domain/playlist'
import { SpotifyLink } from './spotify-link'

export function PlaylistCard({ playlist }: { playlist: Playlist }) {
  return (
    <li className="playlist-card">
      <Link to={playlistPath(playlist)} prefetch="intent">
        {playlist.name}
      </Link>
      <p>
        {formatAmount(playlist.trackCount, 'track', 'tracks')}
        {playlist.ownerName ? ` · ${playlist.ownerName}` : ''}
      </p>
      {playlist.spotifyUrl ? <SpotifyLink href={playlist.spotifyUrl} label={playlist.name} compact /> : null}
    </li>
  )
}
