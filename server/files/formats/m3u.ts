import { parseArtistTitle } from '../../domain/artist-title'
import type { FileEvent } from '../events'
import { toEvent, type Entry } from './entry'
import type { Format } from './format'
import { readLines } from './lines'

/** What the directives before an address say of it. */
type Described = Omit<Entry, 'line'>

/**
 * Extended M3U (M3U8): `#EXTINF:seconds,Artist - Title` describes the address on the next line, `#EXTART`, `#EXTALB`
 * and `#PLAYLIST` add to it. Of an entry without #EXTINF the file's own name counts ("03 - Artist - Title.mp3").
 * HLS streams have the same first line and are refused entry by entry, because they name no track.
 */
export const m3u: Format = {
  async *read({ whole }, options) {
    let playlist: string | null = null
    let next: Described = {}
    for await (const lines of readLines(whole(0), options)) {
      const events: FileEvent[] = []
      for (const { line, text: content, wrong } of lines) {
        if (wrong !== null) {
          events.push({ kind: 'skipped', line, name: next.title ?? '', reason: wrong })
          next = {}
        } else if (content.startsWith('#')) {
          const name = directive(content, 'PLAYLIST')
          if (name === null) next = describe(next, content)
          else playlist = name || playlist
        } else if (content !== '') {
          const named = next.title === undefined ? { ...next, ...fromFileName(content) } : next
          events.push(toEvent({ line, ...named, address: content, playlist }))
          next = {}
        }
      }
      yield events
    }
  },
}

function describe(known: Described, content: string): Described {
  const info = directive(content, 'EXTINF')
  if (info !== null) {
    const comma = info.indexOf(',')
    const seconds = Number.parseFloat(info)
    const label = comma === -1 ? '' : info.slice(comma + 1).trim()
    const parsed = parseArtistTitle(label) ?? (label === '' ? {} : { title: label })
    return { ...known, ...parsed, durationMs: seconds > 0 ? seconds * 1000 : null }
  }
  const artist = directive(content, 'EXTART')
  if (artist !== null) return { ...known, artist }
  const album = directive(content, 'EXTALB')
  return album === null ? known : { ...known, album }
}

function directive(content: string, name: string): string | null {
  const prefix = `#${name}:`
  return content.toUpperCase().startsWith(prefix) ? content.slice(prefix.length).trim() : null
}

/** Artist and title in the last part of a path; nothing for an address on the web, where it is a file's number. */
function fromFileName(address: string): Described {
  if (/^[a-z][a-z0-9+.-]*:/i.test(address) && !/^(file:|[a-z]:\\)/i.test(address)) return {}
  const base = address.split(/[\\/]/).at(-1) ?? ''
  const name = base.replace(/\.[a-z0-9]{2,4}$/i, '').replaceAll('_', ' ')
  return parseArtistTitle(address.startsWith('file:') ? decodeUri(name) : name) ?? { title: name }
}

function decodeUri(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
