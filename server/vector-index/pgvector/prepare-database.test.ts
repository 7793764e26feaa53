import { expect, test } from 'vitest'
import { toConfigError } from './prepare-database'

const failure = (code: string) => Object.assign(new Error('refused'), { code })

test('who may not add the extension is told to have it added', () => {
  expect(toConfigError(failure('42501'))).toMatchObject({
    code: 'CONFIG_INVALID',
    hint: expect.stringContaining('create extension vector') as string,
  })
})

test.each(['0A000', '58P01'])('a server without its files is told to get them (%s)', (code) => {
  expect(toConfigError(failure(code))).toMatchObject({
    code: 'CONFIG_INVALID',
    message: 'VECTOR_STORE=pgvector needs the extension pgvector.',
  })
})

test('what is no matter of settings stays what it is', () => {
  const other = failure('53100')
  expect(toConfigError(other)).toBe(other)
})
