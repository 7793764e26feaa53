import { separate } from '../../domain/track-lines/separate'
import { withoutExtension } from '../../domain/track-lines/decoration'
import type { Numbering } from '../../domain/track-lines/list-style'
import type { FileEvent } from '../events'
import { toEvent, type Entry } from './entry'
import { readExtInf } from './extinf'
import type { Format } from './format'
import { headLines } from './head'
import { readLines } from './lines'
import { namesOfPath, numberingOf } from './paths/names-of-path'

/** What the directives before an address say of it. */
type Described = { label?: string; line?: number } & Pick<
  Entry,
  'title' | 'artist' | 'album' | 'durationMs' | 'genres'
>

/**
 * Extended M3U (M3U8): `#EXTINF:seconds,Artist - Title` describes the address on the next line, `#EXTART`, `#EXTALB`,
 * `#EXTGENRE` and `#PLAYLIST` add to it. What they leave open is read from the path ("artist/album/03 - title.mp3"). HLS
 * streams have the same first line and are refused entry by entry, because they name no track.
 */
export const m3u: Format = {
  async *read({ head, whole }, options) {
    const numbering = numberingOf(headLines(head).filter((line) => line !== '' && !line.startsWith('#')))
    let playlist: string | null = null
    let next: Described = {}
    /** What is described and has no address counts by what is said of it. */
    const flush = (line: number): FileEvent[] => {
      const described = next
      next = {}
      return described.label ? [toEvent({ ...toNames(described, '', numbering), playlist, line })] : []
    }
    let last = 1
    for await (const lines of readLines(whole(0), options)) {
      const events: FileEvent[] = []
      for (const { line, text, wrong } of lines) {
        last = line
        if (wrong !== null) {
          events.push({ kind: 'skipped', line, name: next.label ?? '', reason: wrong })
          next = {}
        } else if (text.startsWith('#')) {
          if (directive(text, 'EXTINF') !== null && next.label) events.push(...flush(next.line ?? line))
          const name = directive(text, 'PLAYLIST') ?? ''
          if (name !== '') playlist = name
          next = describe(next, text, line)
        } else if (text !== '') {
          events.push(toEvent({ ...toNames(next, text, numbering), line, address: text, playlist }))
          next = {}
        }
      }
      yield events
    }
    yield flush(next.line ?? last)
  },
}

function describe(known: Described, text: string, line: number): Described {
  const info = directive(text, 'EXTINF')
  if (info !== null) {
    const { seconds, label } = readExtInf(info)
    return { ...known, line, label, durationMs: seconds === null ? null : seconds * 1000 }
  }
  const artist = directive(text, 'EXTART')
  if (artist) return { ...known, artist }
  const album = directive(text, 'EXTALB')
  // "Album (1998)" and "Album" are both written; the year belongs to neither name.
  if (album) return { ...known, album }
  const genre = directive(text, 'EXTGENRE')
  return genre
    ? {
        ...known,
        genres: genre
          .toLowerCase()
          .split(/[;,/]/)
          .flatMap((name) => name.trim() || []),
      }
    : known
}

function directive(text: string, name: string): string | null {
  const prefix = `#${name}:`
  return text.slice(0, prefix.length).toUpperCase() === prefix ? text.slice(prefix.length).trim() : null
}

/** What directives and path say together; a label that only repeats the file's name is read as that. */
function toNames(
  { label = '', ...known }: Described,
  address: string,
  numbering: Numbering,
): Omit<Entry, 'line'> {
  const ofPath = namesOfPath(address, numbering)
  const ofLabel = label === '' || isNameOf(label, address) ? {} : fromLabel(label)
  const { line: _line, ...described } = known
  return { ...ofPath, ...ofLabel, ...described }
}

/** #EXTINF has no numbering: 311 and 112 are artists. */
function fromLabel(label: string): Pick<Entry, 'title' | 'artist'> {
  const pair = separate(withoutExtension(label))
  return pair ? { artist: pair[0], title: pair[1] } : { title: label }
}

function isNameOf(label: string, address: string): boolean {
  const base = address.slice(Math.max(address.lastIndexOf('/'), address.lastIndexOf('\\')) + 1)
  return label === base || label === withoutExtension(base)
}
