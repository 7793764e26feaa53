import type { Track } from '~server/domain/track'

type Props = {
  track: Pick<Track, 'id' | 'imageUrl'>
  /** Width and height in CSS pixels. */
  size: number
  /** True for the one artwork that stays on the screen while the page around it changes. */
  morph?: boolean
  eager?: boolean
}

/** A track's artwork, whole and with nothing on top of it; a drawing of lines where there is none. */
export function TrackArt({ track, size, morph = false, eager = false }: Props) {
  const className = ['art', size >= 120 ? 'art--large' : '', morph ? 'art--morph' : '']
    .filter(Boolean)
    .join(' ')
  if (!track.imageUrl) return <NoArt id={track.id} size={size} className={className} />
  return (
    <img
      className={className}
      src={track.imageUrl}
      alt=""
      width={size}
      height={size}
      loading={eager ? 'eager' : 'lazy'}
      decoding="async"
    />
  )
}

function NoArt({ id, size, className }: { id: string; size: number; className: string }) {
  return (
    <svg
      className={`${className} art--none`}
      viewBox="0 0 60 60"
      width={size}
      height={size}
      aria-hidden="true"
    >
      {[0, 1, 2, 3, 4].map((line) => {
        const from = 14 + line * 8
        const to = 14 + ((line + turn(id)) % 5) * 8
        return <path key={line} d={`M0 ${from}H8C30 ${from} 30 ${to} 52 ${to}H60`} />
      })}
    </svg>
  )
}

/** 1–4, the same for the same track every time. */
function turn(id: string): number {
  let sum = 0
  for (const char of id) sum = (sum + (char.codePointAt(0) ?? 0)) % 4
  return sum + 1
}
