/** In brackets "with" names a guest; in the title itself it may be the title (Dancing with Myself). */
const GUEST_IN_BRACKETS = /^(feat\.?|ft\.?|featuring|with)\s/
const GUEST_IN_TITLE = /\s(feat\.|ft\.|featuring)\s.*$/i
const SAME_RECORDING = /\bremaster(ed)?\b|\b(mono|stereo)\b|\b(single|album) version\b|\bbonus track\b/

/**
 * A key that two releases of one song by one artist share: lower case, accents and punctuation dropped, a trailing
 * "(feat. …)" and, for re-releases of the same recording ("- 2011 Remaster"), the version suffix dropped.
 * A remix, a live take or an acoustic version is another recording and keeps its suffix.
 */
export function songKey(title: string, artist: string): string {
  return `${plain(withoutSuffix(title))}|${plain(artist)}`
}

function withoutSuffix(title: string): string {
  const [head = title, ...tail] = title.split(/\s+[-–—]\s+|\s*[([]/)
  const kept = tail.filter((part) => {
    const text = part.toLowerCase()
    return !GUEST_IN_BRACKETS.test(text) && !SAME_RECORDING.test(text)
  })
  return [head.replace(GUEST_IN_TITLE, ''), ...kept].join(' ')
}

/** Text without case, accents and punctuation; falls back to the text itself where nothing is left (名, ★). */
function plain(text: string): string {
  const folded = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  return folded === '' ? text.trim().toLowerCase() : folded
}
