import { expect, it, vi } from 'vitest'
import { createResources } from './resources'

it('closes resources in the reverse order of their opening, one after the other, once', async () => {
  const closed: string[] = []
  const open = (name: string) => ({
    close: async () => {
      await Promise.resolve()
      closed.push(name)
    },
  })
  const resources = createResources(vi.fn())
  const first = open('first')
  expect(resources.use(first)).toBe(first)
  resources.defer(() => closed.push('second'))
  resources.use(open('third'))
  await resources.close()
  await resources.close()
  expect(closed).toEqual(['third', 'second', 'first'])
})

it('closes the others where one fails, and tells of it', async () => {
  const told = vi.fn()
  const last = vi.fn()
  const resources = createResources(told)
  resources.defer(last)
  resources.defer(() => Promise.reject(new Error('stuck')))
  await resources.close()
  expect(told).toHaveBeenCalledWith(new Error('stuck'))
  expect(last).toHaveBeenCalledOnce()
})
