import { Link, useSearchParams } from '@remix-run/react'
import { withoutNames, type ActiveControl } from './active-controls'

/** What is turned, each with the link that turns it back. */
export function ActiveChips({ controls }: { controls: ActiveControl[] }) {
  const [search] = useSearchParams()
  if (controls.length === 0) return null
  return (
    <ul className="chips" aria-label="What is adjusted">
      {controls.map(({ label, names }) => (
        <li key={names.join()}>
          <Link to={withoutNames(search, names)} className="chip" preventScrollReset>
            {label}
            <span className="visually-hidden">, undo</span>
            <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
              <path d="M1 1 9 9M9 1 1 9" />
            </svg>
          </Link>
        </li>
      ))}
    </ul>
  )
}
