import type { Strand } from './to-ribbon'

/** One stretch of the ribbon. It repeats what the bar beside it says, so it is hidden from screen readers. */
export function Ribbon({ strands }: { strands: Strand[] }) {
  return (
    <svg
      className="ribbon"
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      {strands.map(({ group, path }) => (
        <path key={group} className={`fill-${group}`} d={path} />
      ))}
    </svg>
  )
}
