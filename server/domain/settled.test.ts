import { expect, test } from 'vitest'
import { settled } from './settled'

test('gives what all of them gave, in their order', async () => {
  expect(await settled([Promise.resolve(1), 'two', false])).toEqual([1, 'two', false])
})

test('tells a failure when all have ended, and not before', async () => {
  const ended: string[] = []
  const slow = Promise.resolve()
    .then(() => new Promise((resolve) => setImmediate(resolve)))
    .then(() => ended.push('slow'))
  await expect(settled([Promise.reject(new Error('refused')), slow])).rejects.toThrow('refused')
  expect(ended).toEqual(['slow'])
})

test('tells the first failure in their order, whichever came first', async () => {
  const late = new Promise((_, reject) => setImmediate(() => reject(new Error('the cause'))))
  await expect(settled([late, Promise.reject(new Error('what followed'))])).rejects.toThrow('the cause')
})
