/** The letters that are none of ASCII, of languages written in Latin script. A word has those of one of them. */
const WESTERN = [
  'àâçèéêëîïôùûüœæÿ',
  'äöüß',
  'áéíñóúüºª',
  'áâãàçéêíóôõú',
  'àèéìíòóùú',
  'åäöé',
  'æøåé',
  'áéíóúýðþæö',
  'àçèéíïòóúü',
]
const CENTRAL = [
  'ąćęłńóśźż',
  'áčďéěíňóřšťúůýž',
  'áäčďéíľňóôšťúýž',
  'áéíóöőúüű',
  'ăâîșțşţ',
  'čćđšž',
  'äöüß',
  'éçë',
]
const TURKISH = ['çğıöşüâîûi̇']
const BALTIC = ['ąčęėįšųūž', 'āčēģīķļņšūž', 'äõöüšž', 'éäöüß']

/** Alphabets by the encoding that was made for them. */
const OF_ENCODING: Readonly<Record<string, readonly string[]>> = {
  'windows-1252': WESTERN,
  macintosh: WESTERN,
  'windows-1250': CENTRAL,
  'iso-8859-2': CENTRAL,
  'windows-1254': [...WESTERN, ...TURKISH],
  'windows-1257': BALTIC,
}

const WORDS = /[\p{L}\p{M}]+/gu

/** Share of the words with accents that are written in the letters of one language; 1 where an encoding has no such letters. */
export function shareOfWords(text: string, encoding: string): number {
  const alphabets = OF_ENCODING[encoding]
  const words = (alphabets ? (text.match(WORDS) ?? []) : []).filter((word) => !isAscii(word))
  if (!alphabets || words.length === 0) return 1
  const fitting = words.filter((word) => {
    const letters = Array.from(word.toLowerCase()).filter((letter) => letter > '\x7f')
    return alphabets.some((alphabet) => letters.every((letter) => alphabet.includes(letter)))
  })
  return fitting.length / words.length
}

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text)
