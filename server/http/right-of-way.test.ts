import { describe, expect, it } from 'vitest'
import { takeRightOfWay } from './right-of-way'
import { serve } from './testing/app'

describe('a request', () => {
  it('has the right of way from its first line to its last, answered or hung up', async () => {
    const state = { underWay: 0, seen: [] as number[] }
    const begin = () => {
      state.underWay++
      return () => {
        state.underWay--
      }
    }
    const hung = new AbortController()
    const { url, close } = await serve((app) => {
      app.use(takeRightOfWay({ begin }))
      app.get('/answered', (_request, response) => {
        state.seen.push(state.underWay)
        response.send('ok')
      })
      app.get('/hung-up', () => {
        state.seen.push(state.underWay)
        hung.abort()
      })
    })
    try {
      await (await fetch(`${url}/answered`)).text()
      await expect(fetch(`${url}/hung-up`, { signal: hung.signal })).rejects.toThrow()
      await expect.poll(() => state.underWay).toBe(0)
      expect(state.seen).toEqual([1, 1])
    } finally {
      await close()
    }
  })

  it.each([
    ['/', true],
    ['/api/recommend', true],
    ['/api/trpc/recommend', true],
    ['/api/trpc/job.get,recommend', true],
    ['/jobsite', true],
    ['/api/trpc/job.cancel', true],
    ['/jobs', false],
    ['/jobs/1', false],
    ['/metrics', false],
    ['/api/trpc/job.get', false],
    ['/api/trpc/job.get,index.status', false],
  ])('for %s has it: %s, for whoever watches a job would hold it back', async (path, has) => {
    const begun: string[] = []
    const { url, close } = await serve((app) => {
      app.use(takeRightOfWay({ begin: () => (begun.push(path), () => undefined) }))
      app.use((_request, response) => {
        response.send('ok')
      })
    })
    try {
      await (await fetch(url + path)).text()
      expect(begun).toEqual(has ? [path] : [])
    } finally {
      await close()
    }
  })
})
