/** Names that are longer are known by so much of them. */
const MAX_NAME = 500
const MAX_WORDS = 40

/** Letters that Unicode does not take apart into a base letter and a mark, and signs that stand for letters in names. */
const LETTERS: Record<string, string> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  $: 's',
  '&': ' and ',
}
const LIKE_LETTERS = /[øłđðþßæœı&]|\$(?=\p{L})|(?<=\p{L})\$/gu
/** P!nk, but not "Help!". */
const LIKE_I = /(?<=\p{L})!(?=\p{L})/gu
/** "Don’t" is one word, and so is "R.E.M.". */
const INSIDE_WORDS = /['’‘`´ʼ]|(?<=(?<![\p{L}\p{N}])\p{L})\.(?=\p{L}(?![\p{L}\p{N}])|$|\s)/gu
/** Scripts without spaces between words: each character counts as one. */
const SPACELESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu

/**
 * The words of a name as search compares them: lower case, no accents, no punctuation. A text of signs alone is
 * taken as it stands.
 */
export function toWords(name: string): string[] {
  const text = name.slice(0, MAX_NAME).toLowerCase()
  const words = isPlain(text) ? text.match(/[a-z0-9]+/g) : fold(text).match(/[\p{L}\p{N}]+/gu)
  return (words ?? text.split(/\s+/).filter((signs) => signs !== '')).slice(0, MAX_WORDS)
}

/** Most names need no folding, and a catalog has millions of words. */
const isPlain = (text: string): boolean => /^[a-z0-9 ()[\],:;/?_-]*$/.test(text)

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(LIKE_LETTERS, (sign) => LETTERS[sign] ?? sign)
    .replace(LIKE_I, 'i')
    .replace(INSIDE_WORDS, '')
    .replace(SPACELESS, ' $& ')
}
