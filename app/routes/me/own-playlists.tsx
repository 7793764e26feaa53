import { Link } from '@remix-run/react'
import type { OwnPlaylists as Listed } from '~server/accounts/domain/account'
import { OwnPlaylist } from './own-playlist'
import { ReadPlaylist } from './read-playlist'

/** The user's Liked Songs and playlists, a page at a time. */
export function OwnPlaylists({ own }: { own: Listed }) {
  const { page, pages, total, playlists, liked } = own
  return (
    <section aria-labelledby="own">
      <h2 id="own">{total === 1 ? 'One playlist' : `${String(total)} playlists`}</h2>
      <ul className="own-playlists">
        {page === 1 ? (
          <li className="own-playlist" data-playlist="liked">
            <span />
            <div>
              <h3>{liked.read ? <Link to={`/p/${liked.id}`}>Liked Songs</Link> : 'Liked Songs'}</h3>
              <p className="own-playlist__facts">For your eyes only</p>
            </div>
            <ReadPlaylist link="spotify:collection" name="Liked Songs" again={liked.read} />
          </li>
        ) : null}
        {playlists.map((playlist) => (
          <OwnPlaylist key={playlist.id} playlist={playlist} />
        ))}
      </ul>
      {pages > 1 ? (
        <nav aria-label="Pages of playlists" className="pages">
          {page > 1 ? <Link to={`/me?page=${String(page - 1)}`}>Previous page</Link> : null}
          <span>
            Page {page} of {pages}
          </span>
          {page < pages ? <Link to={`/me?page=${String(page + 1)}`}>Next page</Link> : null}
        </nav>
      ) : null}
    </section>
  )
}
