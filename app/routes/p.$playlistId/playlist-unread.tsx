import { ReadAgain } from '~/ui/jobs/read-again'

/** A playlist of which nothing is kept yet. */
export function PlaylistUnread({ playlistId }: { playlistId: string }) {
  return (
    <section className="job" aria-labelledby="unread">
      <h1 id="unread">This playlist is not in the catalog yet</h1>
      <p>Reading it adds its tracks to the catalog and shows what it sounds like.</p>
      <ReadAgain playlistId={playlistId} label="Read it" />
    </section>
  )
}
