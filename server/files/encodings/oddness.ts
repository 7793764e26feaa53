/** Signs beyond ASCII that names and titles have. */
const USUAL = /[\u00a0«»¿¡·°ºª®©™‘’‚“”„†•…–—―‹›№★☆♥♡♪、。・「」『』（）！？：；〜～＆\u3000]/u
const CONTROL = /[\u0080-\u009f\ufffd\p{Co}\p{Cn}]/u
const SCRIPTS = [
  ['latin', /\p{Script=Latin}/u],
  ['cyrillic', /\p{Script=Cyrillic}/u],
  ['greek', /\p{Script=Greek}/u],
  ['hebrew', /\p{Script=Hebrew}/u],
  ['arabic', /\p{Script=Arabic}/u],
  ['east asian', /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー々〆]/u],
] as const

type Script = (typeof SCRIPTS)[number][0] | 'none'

export function scriptOf(character: string): Script {
  if (character <= '\x7f') return /[A-Za-z]/.test(character) ? 'latin' : 'none'
  return SCRIPTS.find(([, pattern]) => pattern.test(character))?.[0] ?? 'none'
}

/**
 * Share of the characters beyond ASCII that no text has where they stand: controls, scripts mixed within a word, capitals
 * behind small letters, signs that names have not. Text that is decoded as what it is not is full of them.
 */
export function oddness(text: string): number {
  const characters = Array.from(text)
  let beyond = 0
  let odd = 0
  characters.forEach((character, index) => {
    if (character <= '\x7f') return
    beyond++
    if (isOdd(characters[index - 1] ?? ' ', character, characters[index + 1] ?? ' ')) odd++
  })
  return beyond === 0 ? 0 : odd / beyond
}

function isOdd(before: string, character: string, behind: string): boolean {
  if (CONTROL.test(character)) return true
  const script = scriptOf(character)
  if (script === 'none') {
    const isWithin = isLetter(before) && isLetter(behind) && /[«»‚“”„]/.test(character)
    return (
      isWithin ||
      (isLetter(before) && /[‚„]/.test(character)) ||
      (!/\p{M}/u.test(character) && !USUAL.test(character))
    )
  }
  const others = [scriptOf(before), scriptOf(behind)].filter((other) => other !== 'none')
  // Japanese and Chinese write Latin words without a space around them, but not on both sides of one sign.
  if (script === 'east asian') {
    const isHalf = /[\uff61-\uff9f]/u.test(character)
    return others.filter((other) => other !== script).length > (isHalf ? 0 : 1)
  }
  if (others.some((other) => other !== script && other !== 'east asian')) return true
  return isUpper(character) && isLower(before)
}

const isLetter = (character: string): boolean => /\p{L}/u.test(character)
const isUpper = (character: string): boolean => /\p{Lu}/u.test(character)
const isLower = (character: string): boolean => /\p{Ll}/u.test(character)
