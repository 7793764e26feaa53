import type { FileEvent } from '../events'
import { completeNames } from './complete-names'
import { toEvent } from './entry'
import type { Format } from './format'
import { readLines } from './lines'

/** Entries that wait for what else is said of them; beyond, the oldest counts as it is. */
const MAX_WAITING = 10_000
const MAX_SECONDS = 6 * 3600

type Described = { line: number; file: string; title: string; seconds: number | null }

/** True for the playlists of Winamp and radio stations. */
export const looksLikePls = (head: Buffer): boolean =>
  /^\s*\[playlist\]\s*[\r\n]/i.test(head.toString('latin1', 0, 512))

/** PLS: `File1=`, `Title1=` and `Length1=` describe an entry, in any order. */
export const pls: Format = {
  async *read({ whole }, options) {
    const waiting = new Map<string, Described>()
    for await (const lines of readLines(whole(0), options)) {
      const events: FileEvent[] = []
      for (const { line, text, wrong } of lines) {
        if (wrong !== null) events.push({ kind: 'skipped', line, name: '', reason: wrong })
        else take(waiting, line, text)
        const [oldest] = waiting
        if (oldest && waiting.size > MAX_WAITING) {
          waiting.delete(oldest[0])
          events.push(toRow(oldest[1]))
        }
      }
      yield events
    }
    yield [...waiting.values()].map(toRow)
  },
}

function take(waiting: Map<string, Described>, line: number, text: string): void {
  const [, key = '', number = '', value = ''] = /^(file|title|length)(\d{1,9})\s?=(.*)$/i.exec(text) ?? []
  if (key === '') return
  const known = waiting.get(number) ?? { line, file: '', title: '', seconds: null }
  const seconds = Number(value)
  waiting.set(number, {
    ...known,
    ...(/^file$/i.test(key) && { file: value.trim() }),
    ...(/^title$/i.test(key) && { title: value.trim() }),
    ...(/^length$/i.test(key) && { seconds: seconds > 0 && seconds <= MAX_SECONDS ? seconds : null }),
  })
}

function toRow({ line, file, title, seconds }: Described): FileEvent {
  const names = completeNames({ title, artist: '', album: '' }, file)
  return toEvent({ line, ...names, address: file, durationMs: seconds === null ? null : seconds * 1000 })
}
