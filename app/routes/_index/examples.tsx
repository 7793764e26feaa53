import type { Playlist } from '~server/domain/playlist'
import type { Track } from '~server/domain/track'
import { PlaylistCard } from '~/ui/track/playlist-card'
import { TrackCard } from '~/ui/track/track-card'

/** Ways in for somebody without a link at hand. */
export function Examples({ tracks, playlists }: { tracks: Track[]; playlists: Playlist[] }) {
  return (
    <>
      {tracks.length === 0 ? null : (
        <section aria-labelledby="examples">
          <h2 id="examples">Try one of these</h2>
          <ul className="track-grid">
            {tracks.map((track) => (
              <TrackCard key={track.id} track={track} />
            ))}
          </ul>
        </section>
      )}
      {playlists.length === 0 ? null : (
        <section aria-labelledby="playlists">
          <h2 id="playlists">Or look into a playlist</h2>
          <ul className="playlist-grid">
            {playlists.map((playlist) => (
              <PlaylistCard key={playlist.id} playlist={playlist} />
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
