import { Link } from '@remix-run/react'
import { formatAmount, formatDate } from '~/lib/format'
import { useTasteForm } from '~/ui/taste/taste-form'
import { CLICK_WORDS } from '~/ui/taste/taste-words'
import { artistLine, trackPath } from '~/lib/track-words'
import type { ClickView, TasteView } from '~server/taste/domain/view'
import { SpotifyLink } from '~/ui/track/spotify-link'

/** Everything that was said, newest first, each with the button that takes it back. */
export function ClickList({ taste: { clicks, limit } }: { taste: TasteView }) {
  const { props, back, error } = useTasteForm()
  return (
    <section className="clicks" aria-labelledby="clicks">
      <h2 id="clicks">{formatAmount(clicks.length, 'track you judged', 'tracks you judged')}</h2>
      <p>The newest {limit} count.</p>
      {error ? <p role="alert">{error.message}</p> : null}
      <form {...props} id="taste">
        <input type="hidden" name="back" value={back} />
        <ol className="click-list">
          {clicks.map((click) => (
            <ClickItem key={click.id} click={click} />
          ))}
        </ol>
      </form>
    </section>
  )
}

function ClickItem({ click: { kind, track, seed, at } }: { click: ClickView }) {
  return (
    <li data-click={kind}>
      <b>{CLICK_WORDS[kind].pressed}</b>
      <p>
        <Link to={trackPath(track)}>{track.name}</Link> by {artistLine(track)}
        <small>
          {seed ? ` in answer to ${seed.name},` : ''} {formatDate(at)}
        </small>
      </p>
      {track.spotifyUrl ? <SpotifyLink href={track.spotifyUrl} label={track.name} compact /> : null}
      <button className="button--quiet" name="forget" value={track.id}>
        Remove<span className="visually-hidden">: {track.name}</span>
      </button>
    </li>
  )
}
