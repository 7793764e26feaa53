import type { FileEvent } from '../events'
import { readAddress } from './address'
import { toEvent } from './entry'
import type { Format } from './format'
import { headLines } from './head'
import { readLines } from './lines'

/** Where the address of a track stands in a line: behind title, artists and album. */
const ADDRESS = 3
const SAMPLE = 40

/**
 * True for the text that spotify-backup and its kin write: a heading for each playlist, and below it lines of title,
 * artists, album, address and date between tabs, without a header.
 */
export function looksLikeSpotifyBackup(head: Buffer): boolean {
  const rows = headLines(head)
    .filter((line) => line.includes('\t'))
    .slice(0, SAMPLE)
  return rows.length > 0 && rows.every(isRow)
}

const isRow = (line: string): boolean => {
  const fields = line.split('\t')
  return fields.length <= ADDRESS + 2 && readAddress(fields[ADDRESS] ?? '').kind !== 'other'
}

/** A line without tabs is the name of the playlist that follows, except the word above all of them. */
export const spotifyBackup: Format = {
  async *read({ whole }, options) {
    let playlist: string | null = null
    for await (const lines of readLines(whole(0), options)) {
      const events: FileEvent[] = []
      for (const { line, text, wrong } of lines) {
        if (wrong !== null) events.push({ kind: 'skipped', line, name: '', reason: wrong })
        else if (text.includes('\t')) events.push(readRow(text, line, playlist))
        else if (text !== '' && !/^playlists:$/i.test(text)) playlist = text
      }
      yield events
    }
  },
}

function readRow(text: string, line: number, playlist: string | null): FileEvent {
  const fields = text.split('\t')
  if (!isRow(text)) {
    const reason = 'the line is not title, artists, album, address and date between tabs'
    return { kind: 'skipped', line, name: (fields[0] ?? '').slice(0, 200), reason }
  }
  const [title = '', artists = '', album = '', address = '', date = ''] = fields
  const year = /^(\d{4})(?:-\d\d){0,2}$/.exec(date.trim())?.[1]
  return toEvent({
    line,
    title,
    artists: artists.split(BETWEEN_NAMES),
    album,
    address,
    playlist,
    year: year === undefined ? null : Number(year),
  })
}

/** Names are joined by a comma; one that has a comma itself goes on like this ("Tyler, The Creator"). */
const BETWEEN_NAMES = /, (?!the |wind & fire|jr\b|sr\b|inc\b)/i
