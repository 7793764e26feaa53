import { artistLine } from '~/lib/track-words'
import type { Suggestion } from './use-suggestions'

type Props = {
  id: string
  tracks: readonly Suggestion[]
  active: number
  onChoose: (track: Suggestion) => void
}

/** The list of a combobox; the focus stays in the field, so that a click must not take it. */
export function SuggestionList({ id, tracks, active, onChoose }: Props) {
  return (
    <div id={id} role="listbox" aria-label="Tracks" className="suggestions" hidden={tracks.length === 0}>
      {tracks.map((track, row) => (
        // The keys of the field choose, too.
        <div
          key={track.id}
          id={`${id}${String(row)}`}
          role="option"
          tabIndex={-1}
          aria-selected={row === active}
          onMouseDown={(event) => {
            event.preventDefault()
            onChoose(track)
          }}
        >
          <span className="suggestions__title">{track.name}</span>
          <span className="suggestions__artist">
            {artistLine(track)}
            {track.releaseYear === null ? '' : `, ${String(track.releaseYear)}`}
          </span>
        </div>
      ))}
    </div>
  )
}
