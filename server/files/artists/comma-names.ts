/** What follows a comma inside of one name: Sammy Davis, Jr.; Lamps,Inc. */
const SUFFIX = /^ ?(?:jr|sr|inc|ltd|llc|co|esq|phd|ph\.d|m\.?d|ii|iii|iv)\b/i
/** A name of one word with an epithet: Tyler, The Creator. */
const EPITHET = /^(?:the|der|die|le|la|el) \S+$/i
const ONE_WORD = /^(?:the )?\S+$/i
/** The last of several words in one name: Earth, Wind & Fire; Peter, Paul and Mary. */
const LAST_OF_NAME = /^\S+ (?:&|and|und|et|y|e|\+) (?:the )?\S+$/i

/**
 * Names that a comma separates. One inside of a name stays: between digits (10,000 Maniacs), before Jr. or Inc., before
 * an epithet, and in a row of single words that ends in "&"; unless a part of it is a name of its own elsewhere (`known`,
 * in lower case).
 */
export function splitAtCommas(text: string, separator: ',' | ', ', known?: ReadonlySet<string>): string[] {
  const parts = joinDigits(text.split(separator), separator).map((part) => part.trim())
  const isKnown = (part: string) => known?.has(part.toLowerCase()) ?? false
  // Written without a space the comma separates: names themselves have one.
  const isSpaced = separator === ', '
  if (isSpaced && isOneName(parts) && !parts.some(isKnown)) return [text.trim()]
  const names: string[] = []
  for (const part of parts) {
    const before = names.at(-1)
    const isEpithet =
      isSpaced &&
      before !== undefined &&
      ONE_WORD.test(before) &&
      EPITHET.test(part) &&
      !isKnown(part) &&
      !isKnown(before)
    if (before !== undefined && (SUFFIX.test(part) || isEpithet)) {
      names[names.length - 1] = `${before}${separator}${part}`
    } else if (part !== '') names.push(part)
  }
  return names
}

function isOneName(parts: string[]): boolean {
  const last = parts.at(-1)
  if (parts.length < 2 || last === undefined || !LAST_OF_NAME.test(last)) return false
  return parts.slice(0, -1).every((part) => /^\S+$/.test(part))
}

/** A comma that groups thousands separates nothing. */
function joinDigits(parts: string[], separator: string): string[] {
  if (separator !== ',') return parts
  const joined: string[] = []
  for (const part of parts) {
    const before = joined.at(-1)
    if (before !== undefined && /\d$/.test(before) && /^\d{3}(?!\d)/.test(part)) {
      joined[joined.length - 1] = `${before},${part}`
    } else joined.push(part)
  }
  return joined
}
