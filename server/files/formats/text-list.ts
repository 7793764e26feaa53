import { parseArtistTitle } from '../../domain/artist-title'
import { isAddress } from '../../domain/track-line'
import { toEvent } from './entry'
import type { Format } from './format'
import { readLines, type TextLine } from './lines'
import type { FileEvent } from '../events'

/** So many lines of the start of a file are looked at, and this share of them must read as tracks. */
const SAMPLE = 20
const SHARE = 0.5

/** True where a text reads as a list of "artist – title" lines or Spotify links. */
export function looksLikeTextList(head: Buffer): boolean {
  const lines = head
    .toString('utf8')
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, SAMPLE)
  const good = lines.filter((line) => isAddress(line) || parseArtistTitle(line) !== null)
  return lines.length > 0 && good.length >= lines.length * SHARE
}

/** A list of "artist – title" lines, one a line, with Spotify links among them; blank lines and `#` comments do not count. */
export const textList: Format = {
  async *read({ whole }, options) {
    for await (const lines of readLines(whole(0), options)) {
      yield lines.flatMap((line) => readLine(line) ?? [])
    }
  },
}

function readLine({ line, text, wrong }: TextLine): FileEvent | null {
  if (wrong !== null) return { kind: 'skipped', line, name: '', reason: wrong }
  if (text === '' || text.startsWith('#')) return null
  if (isAddress(text)) return toEvent({ line, address: text })
  const parsed = parseArtistTitle(text)
  if (parsed) return toEvent({ line, ...parsed })
  return {
    kind: 'skipped',
    line,
    name: text.slice(0, 200),
    reason: 'no dash separates artist and title; write "artist – title"',
  }
}
