import type { Track } from '~server/domain/track'
import { TrackCard } from './track-card'

type Props = { title: string; says: string; tracks: { track: Track; note?: string }[] }

/** A few tracks below each other, with what they have in common. */
export function TrackColumn({ title, says, tracks }: Props) {
  if (tracks.length === 0) return null
  return (
    <div>
      <h3>{title}</h3>
      <p className="quiet">{says}</p>
      <ul className="track-column">
        {tracks.map(({ track, note }) => (
          <TrackCard key={track.id} track={track} {...(note === undefined ? {} : { note })} />
        ))}
      </ul>
    </div>
  )
}
