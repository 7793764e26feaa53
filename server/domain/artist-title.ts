/** Numbering at the start of a line of a list: "1.", "01)", "#3", "12 -". */
const NUMBERING = /^(?:#?\d{1,4}[.)\]:]\s+|\d{1,3}\s+[-–—]\s+(?=.*\s[-–—]\s))/
/** The dash that separates stands between spaces: "Jay-Z – 99 Problems". A tab separates as well. */
const SEPARATOR = /\s+[-–—−]\s+|\t+/
const BULLET = /^[*•·]\s+/

/**
 * Artist and title in a line such as "12. Artist – Title"; null where no dash or tab separates two texts.
 * Of several dashes the first separates: titles have suffixes ("Song - 2011 Remaster") more often than names do.
 */
export function parseArtistTitle(line: string): { artist: string; title: string } | null {
  const text = line.trim().replace(BULLET, '').replace(NUMBERING, '')
  const separator = SEPARATOR.exec(text)
  if (!separator) return null
  const artist = unquoted(text.slice(0, separator.index))
  const title = unquoted(text.slice(separator.index + separator[0].length))
  return artist === '' || title === '' ? null : { artist, title }
}

function unquoted(text: string): string {
  return text
    .trim()
    .replace(/^["“„«](.*)["”“»]$/u, '$1')
    .trim()
}
