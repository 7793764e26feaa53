import { DomainError } from '../errors'

/** Nothing that is asked is nested deeper. */
const MAX_DEPTH = 32

/**
 * Looks through what somebody sent for text that PostgreSQL has no place for: U+0000, and halves of surrogate pairs that stand
 * alone. Files and other streams are not looked into. Throws INPUT_INVALID with the field.
 */
export function checkStorable(input: unknown, field = '', depth = 0): void {
  if (typeof input === 'string') {
    if (isStorable(input)) return
    throw new DomainError(
      'INPUT_INVALID',
      'The text has a character that is none (U+0000, or half of one).',
      {
        hint: field === '' ? 'Take it out and try again.' : `Correct the field "${field}" and try again.`,
      },
    )
  }
  if (typeof input !== 'object' || input === null) return
  if (depth > MAX_DEPTH) throw new DomainError('INPUT_INVALID', 'The input is nested too deeply.')
  if (!Array.isArray(input) && Object.getPrototypeOf(input) !== Object.prototype) return
  for (const [key, value] of Object.entries(input)) {
    checkStorable(key, field, depth)
    checkStorable(value, field === '' ? key : `${field}.${key}`, depth + 1)
  }
}

const isStorable = (text: string) => !text.includes('\u0000') && !/\p{Surrogate}/u.test(text)
