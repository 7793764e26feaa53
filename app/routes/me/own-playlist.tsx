import { Link } from '@remix-run/react'
import { formatAmount } from '~/lib/format'
import type { OwnPlaylist as Playlist } from '~server/accounts/domain/account'
import { ReadPlaylist } from './read-playlist'
import { SpotifyLink } from '~/ui/track/spotify-link'

/** One of the user's playlists: its artwork, where it is at Spotify, and the way to read it here. */
export function OwnPlaylist({ playlist }: { playlist: Playlist }) {
  const { id, name, ownerName, imageUrl, total, isPublic, read } = playlist
  return (
    <li className="own-playlist" data-playlist={id}>
      {imageUrl ? <img src={imageUrl} alt="" width={64} height={64} loading="lazy" /> : <span />}
      <div>
        <h3>{read ? <Link to={`/p/${id}`}>{name}</Link> : name}</h3>
        <p className="own-playlist__facts">
          {[formatAmount(total, 'track', 'tracks'), ownerName, isPublic ? 'public' : 'not public']
            .filter(Boolean)
            .join(' · ')}
        </p>
        <SpotifyLink href={`https://open.spotify.com/playlist/${id}`} label={name} />
      </div>
      <ReadPlaylist link={`spotify:playlist:${id}`} name={name} again={read} />
    </li>
  )
}
