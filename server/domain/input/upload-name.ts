import { DomainError } from '../errors'
import { LIMITS } from './limits'
import { toStorableText } from './storable-text'

/** What file systems allow. */
const MAX_FILE_NAME = 255

/** The name of a file as it is kept. Throws INPUT_INVALID where none is so long. */
export function toFileName(text: string): string {
  return toName(text, MAX_FILE_NAME, 'file')
}

/** The name of a playlist that a file is kept as; null where there is none. Throws INPUT_INVALID where it is too long. */
export function toListName(text: string | null): string | null {
  return text === null ? null : toName(text, LIMITS.playlist, 'playlist') || null
}

function toName(text: string, max: number, what: string): string {
  const name = toStorableText(text)
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
  if (name.length <= max) return name
  throw new DomainError('INPUT_INVALID', `The name of the ${what} is longer than ${String(max)} letters.`, {
    hint: 'Give it a shorter one.',
  })
}
