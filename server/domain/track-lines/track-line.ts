import { isDomainError } from '../errors'
import { readTrackRef } from '../links/track-ref'
import { findBareId, hasSpotifyLink } from '../spotify-ref'
import { createListReader, isComment, type ListReader } from './list-reader'
import { MAX_LINE_LENGTH } from './separate'

/** A line of a pasted list: the track or short link it has, the artist and title it names, or why it is neither. */
export type TrackLine =
  | { kind: 'link'; id: string }
  | { kind: 'short-link'; url: string }
  | { kind: 'name'; artist: string; title: string }
  | { kind: 'neither'; reason: string }

/** True where a text has a link to Spotify, is one to somewhere else or an id, and so is no name. */
export function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) || hasSpotifyLink(text) || findBareId(text) !== null
}

/** The lines of a pasted list with their numbers, counted from 1; blank lines and comments (#) are left out. */
export function parseTrackLines(text: string): { line: number; text: string; parsed: TrackLine }[] {
  const lines = text
    .split(/\r\n|\n|\r/)
    .map((line, index) => ({ line: index + 1, text: line.trim() }))
    .filter((line) => line.text !== '' && !isComment(line.text))
  const reader = createListReader(lines.map((line) => line.text))
  return lines.flatMap((line, index) => {
    const parsed = parseTrackLine(reader, line.text, lines[index + 1]?.text)
    return parsed ? [{ ...line, parsed }] : []
  })
}

function parseTrackLine(reader: ListReader, text: string, next: string | undefined): TrackLine | null {
  if (isAddress(text)) return fromLink(text)
  const read = reader.read(text, next)
  if (read.kind === 'comment') return null
  return read.kind === 'name' ? read : { kind: 'neither', reason: toSentence(whyUnknown(text)) }
}

const toSentence = (reason: string): string => `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`

/** Why a line names no track. */
export function whyUnknown(text: string): string {
  return text.length > MAX_LINE_LENGTH
    ? `the line is longer than ${String(MAX_LINE_LENGTH)} characters`
    : 'no dash separates artist and title: write “artist – title”'
}

export const NOT_A_TRACK = 'This link is no track. Paste the link of a playlist on the front page.'

function fromLink(text: string): TrackLine {
  const ref = readTrackRef(text)
  if (isDomainError(ref)) return { kind: 'neither', reason: `${ref.message} ${ref.hint}` }
  if (ref.kind === 'track') return { kind: 'link', id: ref.id }
  return ref.kind === 'short-link' ? ref : { kind: 'neither', reason: NOT_A_TRACK }
}
