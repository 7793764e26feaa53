/** What `#EXTINF:` says: a length in seconds where it is one, and the text behind the comma. */
export type ExtInf = { seconds: number | null; label: string }

/** No track is as long; a larger number is one of milliseconds, or of something else. */
const MAX_SECONDS = 6 * 3600
const CLOCK = /^\d{1,2}:[0-5]\d(?::[0-5]\d)?$/

/**
 * Reads `seconds attribute="value" …,text`. Commas inside quotation marks do not end the attributes. Without a comma the
 * text is what stands behind the length.
 */
export function readExtInf(info: string): ExtInf {
  const comma = commaOutsideQuotes(info)
  const before = (comma === -1 ? info : info.slice(0, comma)).trim()
  const [length = '', ...others] = before.split(/\s/)
  const isBare = comma === -1 && !others.some((part) => part.includes('='))
  return {
    seconds: toSeconds(length),
    label: (comma !== -1 ? info.slice(comma + 1) : isBare ? others.join(' ') : '').trim(),
  }
}

function commaOutsideQuotes(text: string): number {
  let quote = ''
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? ''
    if (quote !== '') {
      if (sign === quote) quote = ''
    } else if ((sign === '"' || sign === "'") && text[at - 1] === '=') quote = sign
    else if (sign === ',') return at
  }
  // A quotation mark that is never closed encloses nothing.
  return text.indexOf(',')
}

function toSeconds(length: string): number | null {
  const clock = CLOCK.exec(length)
  const parts = clock?.[0].split(':').map(Number)
  const seconds = parts ? parts.reduce((sum, part) => sum * 60 + part, 0) : Number(length)
  return seconds > 0 && seconds <= MAX_SECONDS ? seconds : null
}
