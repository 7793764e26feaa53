import { MAX_KEY, clipKey } from './input/limits'

/** In brackets "with" names a guest; in the title itself it may be the title (Dancing with Myself). */
const GUEST_IN_BRACKETS = /^(feat\.?|ft\.?|featuring|with)\s/
const GUEST_IN_TITLE = /\s(feat\.|ft\.|featuring)\s/i
/** Of a remastered concert the concert counts. */
const OTHER_RECORDING =
  /\b(live|remix(ed)?|re-?recorded|acoustic|unplugged|demo|edit|instrumental|karaoke|rehearsal|sessions?|take \d+|alternate)\b/
const SAME_RECORDING = /\bremaster(ed)?\b|\b(mono|stereo)\b|\b(single|album) version\b|\bbonus track\b/

/**
 * A key that two releases of one song by one artist share: lower case, accents and punctuation dropped, a trailing
 * "(feat. …)" and, for re-releases of the same recording ("- 2011 Remaster"), the version suffix dropped.
 * A remix, a live take or an acoustic version is another recording and keeps its suffix.
 */
export function songKey(title: string, artist: string): string {
  return `${clipKey(plain(withoutVersion(title)), MAX_KEY / 2)}|${clipKey(plain(artist), MAX_KEY / 2)}`
}

const MAY_HAVE_VERSION = /[-–—()[\]]/
/** Names that are longer are keyed by so much of them: what work a key takes is bounded. */
const MAX_NAME = 1000

/** A title without guests and without what is said of a re-release of the same recording. */
export function withoutVersion(whole: string): string {
  const title = whole.slice(0, MAX_NAME)
  // Most titles have nothing of it.
  const parts = MAY_HAVE_VERSION.test(title)
    ? title.split(/\s[-–—]\s|[([\])]/).map((part) => part.trim())
    : [title]
  if (parts.length === 1) return withoutGuest(title)
  const [head = title, ...tail] = parts
  const kept = tail.filter((part) => {
    const text = part.toLowerCase()
    return !GUEST_IN_BRACKETS.test(text) && (OTHER_RECORDING.test(text) || !SAME_RECORDING.test(text))
  })
  return [withoutGuest(head), ...kept].join(' ')
}

function withoutGuest(title: string): string {
  const found = GUEST_IN_TITLE.exec(title)
  return found ? title.slice(0, found.index) : title
}

/** Text without case, accents and punctuation; falls back to the text itself where nothing is left (名, ★). */
function plain(whole: string): string {
  const text = whole.slice(0, MAX_NAME)
  const folded = isAscii(text) ? foldAscii(text) : fold(text)
  return folded === '' ? text.trim().toLowerCase() : folded
}

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text)

/** What `fold` gives, in a third of the time: nine names of ten have no other letters. */
const foldAscii = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** The two parts of a song key. */
export function partsOf(key: string): { title: string; artist: string } {
  const bar = key.lastIndexOf('|')
  return { title: key.slice(0, bar), artist: key.slice(bar + 1) }
}

/** Words that come and go around one and the same name. */
const LOOSE = new Set(['the', 'and', 'feat', 'ft', 'with'])

/**
 * True where one name of an artist (as a song key has it) holds all words of the other: "beatles" and "the beatles",
 * "some band" and "some band another". An empty name is like no other.
 */
export function isSameArtist(a: string, b: string): boolean {
  const [shorter = [], longer = []] = [a, b]
    .map((name) => name.split(' ').filter((word) => word !== '' && !LOOSE.has(word)))
    .sort((x, y) => x.length - y.length)
  return shorter.length > 0 && shorter.every((word) => longer.includes(word))
}
