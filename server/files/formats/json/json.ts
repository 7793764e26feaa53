import { JSONParser } from '@streamparser/json'
import { setImmediate } from 'node:timers/promises'
import { DomainError } from '../../../domain/errors'
import type { FileEvent } from '../../events'
import { quoted } from '../../row-error'
import type { Format } from '../format'
import { createJsonBounds } from './json-bounds'
import { entryPaths, createEntryReader, notATrack } from './json-entries'

/** An entry takes a few hundred bytes; without one for this long the text is not a list of tracks. */
const MAX_BYTES_BETWEEN = 8 * 1024 * 1024
/** A list of tracks does not begin with more values that are no track. */
const MAX_UNKNOWN = 1000

/**
 * JSON documents that list tracks: Spotify's privacy export (playlists, library, streaming history) and JSPF. Entries
 * are read one by one as they stream in; `line` is the number of the entry. Other JSON is refused.
 */
export const json: Format = {
  async *read({ head, whole }, { filename }) {
    const name = quoted(filename)
    const found: FileEvent[] = []
    let entries = 0
    let since = 0
    let broken: string | null = null
    const parser = new JSONParser({ paths: entryPaths(head), keepStack: false })
    const read = createEntryReader()
    const bounds = createJsonBounds()
    /** Values before the first entry that are none themselves: they count where the file is a list of tracks at all. */
    let unknown = 0
    parser.onValue = (element) => {
      const meaning = read(element, entries + unknown + 1)
      if (meaning === 'name') return
      if (meaning === 'unknown' && entries === 0) {
        if (++unknown > MAX_UNKNOWN) broken ??= 'no track among so many values'
        return
      }
      for (; unknown > 0; unknown--) found.push(notATrack(++entries))
      entries += 1
      since = 0
      if (meaning === 'unknown') found.push(notATrack(entries))
      else if (meaning !== 'passed over') found.push(meaning)
    }
    parser.onError = (error) => {
      broken ??= error.message
    }
    for await (const slice of whole(0)) {
      parser.write(bounds.take(slice))
      broken ??= bounds.reason()
      yield found.splice(0)
      since += slice.length
      if (since > MAX_BYTES_BETWEEN) broken ??= 'no track for a long stretch of text'
      if (broken !== null) break
      await setImmediate()
    }
    if (broken === null && !parser.isEnded) broken = 'the text ends in the middle'
    yield found.splice(0)
    if (entries === 0) throw notTracks(name, bounds.reason() ?? (broken === null ? null : 'it breaks off'))
    if (broken !== null) {
      const reason = 'the file breaks off here; export it again'
      yield [{ kind: 'skipped', line: entries + 1, name: '', reason }]
    }
  },
}

function notTracks(name: string, broken: string | null): DomainError {
  if (broken !== null) {
    return new DomainError('FILE_NOT_A_TABLE', `${name} begins as JSON, but is not well formed: ${broken}.`, {
      hint: 'Export or download the file again: it may be cut short.',
    })
  }
  return new DomainError('FILE_NOT_A_TABLE', `${name} is JSON, but no list of tracks that Segue knows.`, {
    hint: "Of JSON, Spotify's privacy export (Playlist1.json, YourLibrary.json, StreamingHistory…) and JSPF are read.",
  })
}
