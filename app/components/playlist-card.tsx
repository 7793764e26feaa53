import { Link } from '@remix-run/react'
import { formatAmount } from '~/lib/format'
import { playlistPath } from '~/lib/track-words'
import type { Playlist } from '~server/domain/playlist'

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
    </li>
  )
}
