import type { Reason } from '~server/similar/domain/recommendation'

/** Facts in short phrases: what the two share, and, set off by shape and word, what sets them apart. */
export function Reasons({ reasons }: { reasons: Reason[] }) {
  if (reasons.length === 0) return null
  return (
    <ul className="reasons">
      {reasons.map(({ group, kind, text }) => (
        <li key={`${kind} ${group}`} className={`reason reason--${kind}`}>
          {kind === 'alike' ? (
            <>
              <svg className={`fill-${group}`} viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
                <circle cx="5" cy="5" r="5" />
              </svg>
              <span className="visually-hidden">Alike: </span>
              {text}
            </>
          ) : (
            <>
              <span className="reason__word">Apart</span>
              <span className="visually-hidden">: </span>
              {text}
            </>
          )}
        </li>
      ))}
    </ul>
  )
}
