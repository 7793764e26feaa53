import { Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import type { ErrorCode } from '~server/domain/errors'

/** Why Spotify keeps a playlist from apps, per code; other failures have nothing to do with the playlist itself. */
const REASONS: Partial<Record<ErrorCode, string>> = {
  PLAYLIST_NOT_READABLE:
    'Since 2026, Spotify shows apps only the playlists that the person who is signed in owns or edits with others. You can still listen to it; Segue cannot read what is in it.',
  PLAYLIST_NOT_FOUND:
    'It may be private or deleted, or one of Spotify’s own (Discover Weekly, the Top lists, radio): those are closed to all apps since November 2024.',
  PLAYLIST_OF_SPOTIFY:
    'Playlists that Spotify makes itself (Discover Weekly, the Top lists, radio) are closed to all apps since November 2024.',
}

/** True where there are ways around a failure that trying again would only repeat. */
export function hasWaysOut(code: ErrorCode | undefined): boolean {
  return code !== undefined && code in REASONS
}

/** For a playlist that Spotify does not show: why, and every way to get its tracks in all the same. */
export function PlaylistWaysOut({ code }: { code: ErrorCode }) {
  return (
    <>
      <p>{REASONS[code]}</p>
      <h3>Ways to get its tracks in</h3>
      <ol className="ways">
        <Way title="Copy it into a playlist of your own">
          In Spotify’s desktop app: open the playlist, select all (Ctrl or ⌘ and A), then “Add to playlist”,
          “New playlist”. Share the new one, and paste its link here.
        </Way>
        <Way title="Become a collaborator">
          Its owner can invite you: “…”, “Invite collaborators”. What you may edit, Segue may read with your
          sign-in.
        </Way>
        <Way title="Bring it as a file">
          TuneMyMusic and Soundiiz export playlists as CSV; Exportify does for your own. Segue reads all of
          these, M3U, XSPF, and the data that Spotify sends you on request.
        </Way>
        <Way title="Paste it as text">
          Lines of “artist – title” are enough: <Link to="/paste">paste them here</Link>.
        </Way>
      </ol>
    </>
  )
}

function Way({ title, children }: { title: string; children: ReactNode }) {
  return (
    <li>
      <strong>{title}</strong>
      <p>{children}</p>
    </li>
  )
}
