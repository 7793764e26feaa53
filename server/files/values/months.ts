/** Languages in which programs write dates with names of months. */
const LANGUAGES = 'en de fr es pt it nl pl sv da nb fi ru tr cs'.split(' ')

let months: Map<string, number> | null = null

/** The month (1 to 12) that a word names, long or short, in any of the languages; null for another word. */
export function findMonth(word: string): number | null {
  months ??= toMonths()
  return months.get(fold(word)) ?? null
}

function toMonths(): Map<string, number> {
  const found = new Map<string, number>()
  const add = (name: string, month: number) => {
    const key = fold(name)
    // What means one month here and another there says nothing.
    if (key.length >= 3) found.set(key, (found.get(key) ?? month) === month ? month : NaN)
  }
  for (const language of LANGUAGES) {
    for (const style of ['long', 'short'] as const) {
      const alone = new Intl.DateTimeFormat(language, { month: style, timeZone: 'UTC' })
      const inDate = new Intl.DateTimeFormat(language, { month: style, day: 'numeric', timeZone: 'UTC' })
      for (let month = 1; month <= 12; month++) {
        const date = new Date(Date.UTC(2000, month - 1, 1))
        add(alone.format(date), month)
        add(inDate.formatToParts(date).find(({ type }) => type === 'month')?.value ?? '', month)
      }
    }
  }
  found.set('sept', 9)
  for (const [name, month] of found) if (Number.isNaN(month)) found.delete(name)
  return found
}

function fold(word: string): string {
  return word
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}]/gu, '')
}
