import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parseInput } from './input'

const Schema = z.object({ k: z.number().max(9, 'Ask for at most 9.'), list: z.array(z.string()).default([]) })
const refusal = (input: unknown) => {
  try {
    return parseInput(Schema, input)
  } catch (error) {
    return error
  }
}

describe('parseInput', () => {
  it('gives what parses, with defaults', () => {
    expect(parseInput(Schema, { k: 3 })).toEqual({ k: 3, list: [] })
  })

  it.each([
    [{ k: 10 }, 'Ask for at most 9.', '"k"'],
    [{ k: 'x' }, 'The field "k" is missing or of another type.', '"k"'],
    [{}, 'The field "k" is missing or of another type.', '"k"'],
    [{ k: 1, list: ['a', 2] }, 'The field "list.1" is missing or of another type.', '"list.1"'],
    ['text', 'The input is not an object.', '{}'],
    [null, 'The input is not an object.', '{}'],
  ])('says of %j: %s', (input, message, hint) => {
    const error = refusal(input)
    expect(error).toMatchObject({ code: 'INPUT_INVALID', message })
    expect((error as { hint: string }).hint).toContain(hint)
  })
})
