type Props = {
  href: string
  label: string
  /** True where there is room for the icon alone; the words are read out all the same. */
  compact?: boolean
}

/** The link back to Spotify: its icon in one colour at its least size or above, with room around it. */
export function SpotifyLink({ href, label, compact = false }: Props) {
  return (
    <a className={`spotify-link${compact ? ' spotify-link--compact' : ''}`} href={href} rel="noreferrer">
      <svg width="21" height="21" aria-hidden="true" focusable="false">
        <use href="/icons.svg#spotify" />
      </svg>
      <span className={compact ? 'visually-hidden' : undefined}>
        Open in Spotify<span className="visually-hidden">{`: ${label}`}</span>
      </span>
    </a>
  )
}
