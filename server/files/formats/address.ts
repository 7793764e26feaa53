/** What the address of an entry says of its track. Where Spotify is only mentioned (a folder, a host), it says nothing. */
export type Address =
  | { kind: 'track'; id: string }
  /** A file on somebody's computer as Spotify names it; texts are empty where it says nothing. */
  | { kind: 'local'; artist: string; album: string; title: string; seconds: number | null }
  | { kind: 'episode' }
  | { kind: 'other' }

/** Longer than any address of Spotify's. */
const MAX_ADDRESS = 2048
const END = '(?![0-9A-Za-z])'
const TRACK = [
  // Music Assistant writes spotify://track/… and spotify--instance://track/…
  /^spotify(?:--[\w-]{1,64})?:(?:\/\/)?track[:/]([0-9A-Za-z]{22})/i,
  /^(?:https?:\/\/)?(?:open|play|embed)\.spotify\.com\/(?:intl-[\w-]{1,16}\/|embed\/)*track\/([0-9A-Za-z]{22})/i,
].map((pattern) => new RegExp(pattern.source + END, 'i'))
const EPISODE =
  /^(?:spotify:(?:\/\/)?episode[:/]|(?:https?:\/\/)?open\.spotify\.com\/(?:intl-[\w-]{1,16}\/)?episode\/)/i

export function readAddress(text: string): Address {
  const address = text.trim()
  if (address.length > MAX_ADDRESS) return { kind: 'other' }
  const id = TRACK.map((pattern) => pattern.exec(address)?.[1]).find((found) => found !== undefined)
  if (id !== undefined) return { kind: 'track', id }
  if (EPISODE.test(address)) return { kind: 'episode' }
  return address.toLowerCase().startsWith('spotify:local:') ? toLocal(address) : { kind: 'other' }
}

/** spotify:local:Artist:Album:Title:seconds, each as in the query of a web address. */
function toLocal(address: string): Address {
  const [artist = '', album = '', title = '', seconds = ''] = address
    .split(':')
    .slice(2)
    .map((part) => decodeUri(part.replaceAll('+', ' ')))
  return { kind: 'local', artist, album, title, seconds: Number(seconds) > 0 ? Number(seconds) : null }
}

/** A percent-encoded text as it reads; what is none stays as it is. */
export function decodeUri(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
