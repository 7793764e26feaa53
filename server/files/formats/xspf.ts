import { setImmediate } from 'node:timers/promises'
import { SaxesParser } from 'saxes'
import { DomainError } from '../../domain/errors'
import type { FileEvent } from '../events'
import { quoted } from '../row-error'
import { readAddress } from './address'
import { completeNames } from './complete-names'
import { toEvent, type Entry } from './entry'
import type { Format } from './format'

/** An entry takes a few hundred bytes; without one for this long the text is not a list of tracks. */
const MAX_BYTES_BETWEEN = 8 * 1024 * 1024
/** Texts are cut here, where they are longer than any name that is stored. */
const MAX_TEXT = 4000
/** A tag, a comment or a text goes on for so many bytes at most: the parser holds each to its end. */
const MAX_PIECE = 256 * 1024
/** Elements within each other: a list of tracks has four. */
const MAX_DEPTH = 64

/** Elements of a track (XSPF 1, xspf.org/spec) that say something here. */
const FIELDS = new Set(['title', 'creator', 'album', 'duration', 'identifier', 'location', 'info'])

/** True where a text begins as an XSPF playlist. */
export function looksLikeXspf(head: Buffer): boolean {
  const start = head.toString('latin1', 0, 2048)
  return (
    /<(?:\w+:)?playlist[\s>]/.test(start) && /xspf\.org|<(?:\w+:)?track[lL]ist/.test(head.toString('latin1'))
  )
}

/** XSPF. Entities that a document declares are not expanded, so that none can blow up. */
export const xspf: Format = {
  async *read({ whole }, { filename }) {
    const found: FileEvent[] = []
    const reader = createXspfReader((event) => found.push(event))
    const decoder = new TextDecoder()
    let since = 0
    for await (const slice of whole(0)) {
      reader.write(decoder.decode(slice, { stream: true }), slice.length)
      since = found.length > 0 ? 0 : since + slice.length
      yield found.splice(0)
      if (reader.isBroken() || since > MAX_BYTES_BETWEEN) break
      await setImmediate()
    }
    reader.close()
    yield found.splice(0)
    const { entries, line } = reader.position()
    if (entries === 0) {
      throw new DomainError('FILE_NOT_A_TABLE', `${quoted(filename)} is an XSPF playlist without tracks.`, {
        hint: reader.isBroken()
          ? 'It is not well formed, or nested too deep: export it again.'
          : 'Export a playlist that has tracks.',
      })
    }
    if (reader.isBroken() || since > MAX_BYTES_BETWEEN) {
      yield [{ kind: 'skipped', line, name: '', reason: 'the file breaks off here; export it again' }]
    }
  },
}

type Fields = Partial<Record<string, string>>

/** Reads a document piece by piece and says when a track of it is complete. */
function createXspfReader(onEvent: (event: FileEvent) => void) {
  const parser = new SaxesParser()
  const path: string[] = []
  let playlist: string | null = null
  let track: Fields | null = null
  let text = ''
  let line = 1
  let entries = 0
  let broken = false
  let held = 0
  parser.on('error', () => {
    broken = true
  })
  const onPiece = () => {
    held = 0
  }
  parser.on('comment', onPiece)
  parser.on('processinginstruction', onPiece)
  parser.on('doctype', onPiece)
  parser.on('opentag', ({ name }) => {
    held = 0
    path.push(localName(name))
    text = ''
    if (path.at(-1) !== 'track') return
    track = {}
    line = parser.line
  })
  const addText = (piece: string) => {
    text = (text + piece).slice(0, MAX_TEXT)
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    held = 0
    const name = path.pop() ?? ''
    const parent = path.at(-1)
    if (name === 'title' && parent === 'playlist') playlist = text.trim() || null
    else if (track && parent === 'track' && FIELDS.has(name)) keepField(track, name, text.trim())
    else if (track && name === 'track' && !broken) {
      entries += 1
      onEvent(toEvent({ line, playlist, ...toEntry(track) }))
      track = null
    }
    text = ''
  })
  return {
    write: (piece: string, bytes: number) => {
      held += bytes
      parser.write(piece)
      if (path.length > MAX_DEPTH || held > MAX_PIECE) broken = true
    },
    close: () => {
      parser.close()
    },
    isBroken: () => broken,
    position: () => ({ entries, line: parser.line }),
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

/** The first of several counts, except that a track of Spotify's is worth more than any other address. */
function keepField(track: Fields, name: string, text: string): void {
  track[name] ??= text
  if (track['address'] === undefined && readAddress(text).kind !== 'other') track['address'] = text
}

function toEntry(track: Fields): Omit<Entry, 'line'> {
  const { title = '', creator = '', album = '', duration, location = '', address = '' } = track
  const durationMs = Number(duration)
  return {
    ...completeNames({ title, artist: creator, album }, location),
    address,
    durationMs: Number.isFinite(durationMs) ? durationMs : null,
  }
}
