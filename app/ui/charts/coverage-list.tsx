import { formatCount } from '~/lib/format'

type Props = {
  /** Tells the ids of several lists on a page apart. */
  name: string
  rows: { id: string; label: string; tracks: number }[]
  of: number
}

/** Parts of a whole, each with its share as a bar and in numbers. */
export function CoverageList({ name, rows, of }: Props) {
  return (
    <ul className="coverage">
      {rows.map(({ id, label, tracks }) => (
        <li key={id}>
          <label htmlFor={`${name}-${id}`}>{label}</label>
          <meter id={`${name}-${id}`} min={0} max={Math.max(1, of)} value={tracks} />
          <span className="quiet">
            {formatCount(tracks)} of {formatCount(of)} tracks
          </span>
        </li>
      ))}
    </ul>
  )
}
