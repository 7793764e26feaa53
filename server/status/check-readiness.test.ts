import { describe, expect, it } from 'vitest'
import { DomainError } from '../domain/errors'
import { checkReadiness } from './check-readiness'

const ok = () => Promise.resolve('answers')
const fails = (error: Error) => () => Promise.reject(error)

describe('checkReadiness', () => {
  it('is ready when every part answers, and says which part is not used', async () => {
    const { ready, parts } = await checkReadiness({
      postgres: ok,
      redis: null,
      index: ok,
      jobs: ok,
      spotify: ok,
    })
    expect(ready).toBe(true)
    expect(parts.redis).toEqual({ status: 'off', detail: 'not configured' })
  })

  it('is not ready without the database, and names it with the reason', async () => {
    const probes = {
      postgres: fails(new Error('connection refused')),
      redis: ok,
      index: ok,
      jobs: ok,
      spotify: ok,
    }
    const { ready, parts } = await checkReadiness(probes)
    expect(ready).toBe(false)
    expect(parts.postgres).toEqual({ status: 'down', detail: 'connection refused' })
  })

  it('goes on without Redis, and with an empty catalog', async () => {
    const empty = fails(new DomainError('CATALOG_EMPTY', 'There is no track yet.'))
    const { ready, parts } = await checkReadiness({
      postgres: ok,
      redis: fails(new Error('away')),
      index: empty,
      jobs: ok,
      spotify: ok,
    })
    expect(ready).toBe(true)
    expect(parts.redis?.status).toBe('down')
    expect(parts.index?.status).toBe('off')
  })

  it('does not wait for a part that never answers', async () => {
    const probes = {
      postgres: () => new Promise<string>(() => undefined),
      redis: null,
      index: ok,
      jobs: ok,
      spotify: ok,
    }
    const { parts } = await checkReadiness(probes)
    expect(parts.postgres).toEqual({ status: 'down', detail: 'no answer within 2 s' })
  })
})
