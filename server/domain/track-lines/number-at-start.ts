/** How a number stands at the start of a line. Only `plain` and what `isSure` leaves open can be part of a name. */
export type NumberForm = 'disc' | 'brackets' | 'hash' | 'point' | 'dash' | 'plain'

export type NumberAtStart = {
  form: NumberForm
  value: number
  /** Punctuation says that it counts: "1.", "(2)", "#3)". */
  isSure: boolean
  /** Written with a zero before it, as lists and file names count. */
  isPadded: boolean
  /** The line without it. */
  rest: string
}

const DASHES = '-‐‑‒–—―−'
const BEHIND = `(?:\\s[${DASHES}]\\s|\\s)`

/** Each begins at the start of the line and has one way to match, so that none takes longer than the line. */
const FORMS: readonly { form: NumberForm; pattern: RegExp; isSure: boolean }[] = [
  // CD1 03, Disc 2 - 05, 1-02, 1.02
  {
    form: 'disc',
    pattern: new RegExp(
      `^(?:cd|dis[ck])[ ._-]?\\d{1,2}(?: ?[${DASHES}._/] ?| )(\\d{1,3})[.):]?${BEHIND}`,
      'iu',
    ),
    isSure: true,
  },
  { form: 'disc', pattern: new RegExp(`^\\d[-.](\\d{2})[.):]?${BEHIND}`, 'u'), isSure: true },
  { form: 'disc', pattern: new RegExp(`^\\d\\d-(0\\d)[.):]?${BEHIND}`, 'u'), isSure: true },
  { form: 'brackets', pattern: new RegExp(`^\\(#?(\\d{1,4})\\)[.:]?${BEHIND}`, 'u'), isSure: true },
  { form: 'brackets', pattern: new RegExp(`^\\[#?(\\d{1,4})\\][.:]?${BEHIND}`, 'u'), isSure: true },
  {
    form: 'hash',
    pattern: new RegExp(`^(?:# ?|№ ?|no\\. ?|nr\\. ?|track )(\\d{1,4})[.):\\]]${BEHIND}`, 'iu'),
    isSure: true,
  },
  {
    form: 'hash',
    pattern: new RegExp(`^(?:# ?|№ ?|no\\. ?|nr\\. ?|track )(\\d{1,4})${BEHIND}`, 'iu'),
    isSure: false,
  },
  { form: 'point', pattern: new RegExp(`^(\\d{1,4})[.):\\]]${BEHIND}`, 'u'), isSure: true },
  // "1.Artist": a letter stands behind, or it would be a number with a decimal point.
  { form: 'point', pattern: /^(\d{1,4})[.)](?=[\p{L}"'“„])/u, isSure: true },
  { form: 'dash', pattern: new RegExp(`^(\\d{1,3})\\s[${DASHES}]\\s`, 'u'), isSure: false },
  { form: 'dash', pattern: new RegExp(`^(0\\d)[${DASHES}]\\s?(?=[\\p{L}\\p{N}"'“„])`, 'u'), isSure: false },
  { form: 'plain', pattern: /^(\d{1,4})\s/u, isSure: false },
]

/** The number at the start of a line, whatever it means there; null where none stands. */
export function numberAtStart(line: string): NumberAtStart | null {
  for (const { form, pattern, isSure } of FORMS) {
    const found = pattern.exec(line)
    if (!found) continue
    const digits = found[1] ?? ''
    const rest = line.slice(found[0].length).trimStart()
    return { form, value: Number(digits), isSure, isPadded: digits.startsWith('0') && digits !== '0', rest }
  }
  return null
}
