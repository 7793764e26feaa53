import type { Reason } from '~server/similar/domain/recommendation'

/** Facts in short phrases: what the two share, and, set off by shape and word, what sets them apart. */
export function Reasons({ reasons }: { reasons: Reason[] }) {
  if (reasons.length === 0) return null
  return (
    <ul className="reasons">
      {reasons.map(({ group, kind, text }) => (
        <li
          key={`${kind} ${group}`}
          className={kind === 'alike' ? `reason swatch swatch--round fill-${group}` : 'reason reason--apart'}
        >
          {kind === 'alike' ? (
            <>
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
