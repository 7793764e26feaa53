import { createListReader } from './list-reader'

/**
 * Artist and title in a line such as "12. Artist – Title" that stands alone; null where no dash or tab separates two
 * texts, and for a line longer than MAX_LINE_LENGTH.
 * Of several dashes the first separates: titles have suffixes ("Song - 2011 Remaster") more often than names do.
 */
export function parseArtistTitle(line: string): { artist: string; title: string } | null {
  const read = createListReader([line]).read(line)
  return read.kind === 'name' ? { artist: read.artist, title: read.title } : null
}
