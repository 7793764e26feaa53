import { findTrackRef } from '../../domain/links/track-ref'
import { isAddress, whyUnknown } from '../../domain/track-lines/track-line'
import { createListReader, isComment, type ListReader } from '../../domain/track-lines/list-reader'
import { separate } from '../../domain/track-lines/separate'
import type { FileEvent } from '../events'
import { readAddress } from './address'
import { toEvent } from './entry'
import type { Format } from './format'
import { headLines } from './head'
import { readLines, type TextLine } from './lines'

/** So many lines of the start of a file are looked at, and this share of them must read as tracks. */
const SAMPLE = 20
const SHARE = 0.5

/** True where a text reads as a list of "artist – title" lines or Spotify links. Lines of a table are none. */
export function looksLikeTextList(head: Buffer): boolean {
  const sample = entriesOf(head).slice(0, SAMPLE)
  const reader = createListReader(sample)
  const good = sample.filter(
    (line, index) => isAddress(line) || reader.read(line, sample[index + 1]).kind !== 'unknown',
  )
  return sample.length > 0 && good.length >= sample.length * SHARE && !hasColumns(sample)
}

/** Tabs in most lines are those of a table: which column is which is not to be guessed. */
function hasColumns(lines: readonly string[]): boolean {
  return lines.length > 1 && lines.filter((line) => line.includes('\t')).length > lines.length * SHARE
}

const entriesOf = (head: Buffer): string[] =>
  headLines(head).filter((line) => line !== '' && !isComment(line))

/** A list of "artist – title" lines, one a line, with Spotify links among them; blank lines and `#` comments do not count. */
export const textList: Format = {
  async *read({ head, whole }, options) {
    const reader = createListReader(entriesOf(head).filter((line) => !isAddress(line)))
    /** The line that waits for the one behind it, which shows what its number means. */
    let waiting: TextLine | null = null
    for await (const lines of readLines(whole(0), options)) {
      const events: FileEvent[] = []
      for (const line of lines) {
        if (line.text === '' && line.wrong === null) continue
        if (waiting) events.push(...readLine(reader, waiting, line.text))
        waiting = line
      }
      yield events
    }
    if (waiting) yield readLine(reader, waiting, undefined)
  },
}

function readLine(
  reader: ListReader,
  { line, text, wrong }: TextLine,
  next: string | undefined,
): FileEvent[] {
  const skipped = (reason: string): FileEvent[] => [
    { kind: 'skipped', line, name: text.slice(0, 200), reason },
  ]
  if (wrong !== null) return skipped(wrong)
  if (isAddress(text)) return [readAddressLine(line, text)]
  const read = reader.read(text, next)
  if (read.kind === 'name') return [toEvent({ line, artist: read.artist, title: read.title })]
  if (read.kind === 'unknown') return skipped(whyUnknown(text))
  return isComment(text) && separate(text) ? skipped('the line begins with #, which makes it a comment') : []
}

/** A line with a link counts by the track that it names; words around a link may be anything. */
function readAddressLine(line: number, text: string): FileEvent {
  const ref = findTrackRef(text)
  if (ref?.kind === 'track') {
    const [address = '', ...words] = text.split(/\s/)
    const pair = readAddress(address).kind === 'track' ? separate(words.join(' ')) : null
    return toEvent({
      line,
      address: `spotify:track:${ref.id}`,
      ...(pair && { artist: pair[0], title: pair[1] }),
    })
  }
  return toEvent({ line, address: text })
}
