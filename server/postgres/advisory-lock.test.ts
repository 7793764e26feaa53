import { expect, it } from 'vitest'
import { LOCKS } from './advisory-lock'

it('gives every advisory lock a number of its own', () => {
  const numbers = Object.values(LOCKS)
  expect(new Set(numbers).size).toBe(numbers.length)
  // db/migrate.ts, which may not import from here, holds this one.
  expect(numbers).not.toContain(7_365_677)
})
