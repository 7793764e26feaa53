const ISRC = /^(?:isrc:?\s*)?([A-Z]{2})-?([A-Z0-9]{3})-?([0-9]{2})-?([0-9]{5})$/i

/** The ISRC that a text is, as the catalog writes it (GBAYE0601498 for gb-aye-06-01498); null for any other text. */
export function findIsrc(text: string): string | null {
  const found = ISRC.exec(text.trim())
  return found ? found.slice(1).join('').toUpperCase() : null
}
