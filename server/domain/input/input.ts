import type { z } from 'zod'
import { DomainError } from '../errors'

/** Parses input with a schema; the first thing that is wrong becomes the sentence of an INPUT_INVALID. */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  throw toInputError(parsed.error)
}

/** What a schema refused, as a sentence that names the field. */
export function toInputError(error: z.ZodError): DomainError {
  const issue = error.issues[0]
  const field = issue?.path.join('.') ?? ''
  if (issue?.code === 'invalid_type' && field === '') {
    return new DomainError('INPUT_INVALID', 'The input is not an object.', {
      hint: 'Send the fields as a JSON object; {} where none is needed.',
    })
  }
  // zod's own words speak of types, ours of what to do.
  const ownWords = issue?.message.startsWith('Invalid input') === true
  const message = issue && !ownWords ? issue.message : `The field "${field}" is missing or of another type.`
  return new DomainError('INPUT_INVALID', message, {
    ...(field === '' ? {} : { hint: `Correct the field "${field}" and try again.` }),
  })
}
