import { analyse } from 'chardet'
import { shareOfWords } from './alphabets'
import { oddness, scriptOf } from './oddness'

/** What the library calls an encoding, as what programs mean by it: Windows' own, of which ISO's are a part in all but some letters. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  'ISO-8859-1': ['windows-1252'],
  'ISO-8859-2': ['windows-1250', 'iso-8859-2'],
  'ISO-8859-7': ['windows-1253', 'iso-8859-7'],
  'ISO-8859-8': ['windows-1255'],
  'ISO-8859-9': ['windows-1254'],
}
/** Looked at in any case: the library knows no Macintosh, and is unsure of short texts. */
const ALWAYS = [
  'windows-1252',
  'windows-1251',
  'macintosh',
  'shift_jis',
  'gb18030',
  'big5',
  'euc-kr',
  'euc-jp',
]
const LEAST = 5
/** More of the world's old files are Western than any other kind. */
const WESTERN = 1.3
/** A text with kana is Japanese: hardly any other gives kana by mistake. */
const KANA = 2
/** More characters than these that make no sense mean another encoding. */
const MAX_ODD = 0.05
/** Fewer words in the letters of any language mean another encoding. */
const MIN_WORDS = 0.6
/** Another script that is nearly as likely leaves it open what the text is. */
const MARGIN = 0.8

type Candidate = { encoding: string; text: string; words: number; score: number }

/**
 * The encoding of a text that is not UTF-8, by statistics of its bytes and by whether it makes sense as letters and words;
 * null where that leaves it open. `sample`: the start of the text, or its first lines with characters beyond ASCII.
 */
export function detectEncoding(sample: Buffer): string | null {
  const given = new Map(ALWAYS.map((encoding) => [encoding, LEAST]))
  for (const { name, confidence } of analyse(sample)) {
    for (const encoding of MEANT[name] ?? [name.toLowerCase()]) {
      given.set(encoding, Math.max(given.get(encoding) ?? 0, confidence))
    }
  }
  const candidates = [...given]
    .flatMap(([encoding, confidence]) => toCandidate(sample, encoding, confidence) ?? [])
    .sort((a, b) => b.score - a.score)
  const [best] = candidates
  if (!best) return null
  const script = mainScript(best.text)
  const rival = candidates.find((other) => other.text !== best.text && mainScript(other.text) !== script)
  return rival && rival.score > best.score * MARGIN ? null : best.encoding
}

function toCandidate(sample: Buffer, encoding: string, confidence: number): Candidate | null {
  const text = tryDecode(sample, encoding)
  if (text === null || oddness(text) > MAX_ODD) return null
  const words = shareOfWords(text, encoding)
  if (words < MIN_WORDS) return null
  const prior = encoding === 'windows-1252' ? WESTERN : /[\p{Script=Hiragana}ァ-ヺ]/u.test(text) ? KANA : 1
  return { encoding, text, words, score: confidence * prior * words ** 4 }
}

/** `sample` as text; null where it is none in this encoding. A character that is cut off at its end does not count. */
export function tryDecode(sample: Buffer, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(sample, { stream: true })
  } catch {
    return null
  }
}

/** Of East Asian encodings each is a script of its own, because their texts differ in every sign. */
function mainScript(text: string): string {
  const counts = new Map<string, number>()
  for (const character of text) {
    if (character <= '\x7f') continue
    const script = scriptOf(character)
    const key = script === 'east asian' ? `east asian ${text}` : script
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'none'
}
