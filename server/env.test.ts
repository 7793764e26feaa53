import { describe, expect, it } from 'vitest'
import { isLoopback, readEnv } from './env'
import { isDomainError } from './domain/errors'

function refusal(source: Record<string, string>): string {
  try {
    readEnv(source)
  } catch (error) {
    if (isDomainError(error) && error.code === 'CONFIG_INVALID') return error.message
    throw error
  }
  throw new Error('the settings were accepted')
}

describe('the settings', () => {
  it('start a newcomer without any: loopback, embedded Postgres, sandbox, no Redis', () => {
    const env = readEnv({})
    expect(env).toMatchObject({ HOST: '127.0.0.1', PORT: 3000, DATA_DIR: '.data', NODE_ENV: 'production' })
    expect(env.DATABASE_URL).toBeUndefined()
    expect(env.REDIS_URL).toBeUndefined()
    expect(env.SPOTIFY_CLIENT_ID).toBeUndefined()
  })

  it('count an empty text as not set', () => {
    expect(readEnv({ PORT: '', DATABASE_URL: '', SERVICE_SECRET: '' })).toMatchObject({ PORT: 3000 })
  })

  it('read numbers from text', () => {
    expect(readEnv({ PORT: '8080', INDEX_RECALL_TARGET: '0.95' })).toMatchObject({
      PORT: 8080,
      INDEX_RECALL_TARGET: 0.95,
    })
  })

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['NODE_ENV', 'staging'],
    ['LOG_LEVEL', 'loud'],
    ['PUBLIC_URL', 'segue.example'],
    ['PUBLIC_URL', 'ftp://segue.example'],
    ['ACCESS', 'public'],
    ['SERVICE_SECRET', 'too short'],
    ['TRUST_PROXY_HOPS', '99'],
    ['DATABASE_URL', 'mysql://localhost/segue'],
    ['DATABASE_URL', 'localhost:5432'],
    ['DATABASE_MAX_CONNECTIONS', '1'],
    ['REDIS_URL', 'http://localhost:6379'],
    ['SPOTIFY_API_URL', 'file:///etc/passwd'],
    ['SPOTIFY_REQUESTS_PER_SECOND', '0'],
    ['SPOTIFY_TIMEOUT_MS', '99'],
    ['PLAYLIST_MAX_ITEMS', '0'],
    ['SANDBOX_TRACKS', '-5'],
    ['SANDBOX_PLAYLISTS', '0'],
    ['INDEX_THREADS', '0'],
    ['INDEX_RECALL_TARGET', '1.1'],
    ['INDEX_RECALL_TARGET', 'NaN'],
    ['BODY_MAX_BYTES', '12'],
    ['RATE_LIMIT_PER_MINUTE', '0'],
    ['DRAIN_TIMEOUT_MS', 'Infinity'],
  ])('name %s when it is %j', (name, value) => {
    expect(refusal({ [name]: value })).toContain(`${name}: `)
  })

  it('name every setting that is wrong, and no value: a value may be a secret', () => {
    const message = refusal({ PORT: 'x', SERVICE_SECRET: 'hunter2', REDIS_URL: 'redis-with-pass' })
    for (const name of ['PORT', 'SERVICE_SECRET', 'REDIS_URL']) expect(message).toContain(name)
    expect(message).not.toMatch(/hunter2|redis-with-pass/)
  })
})

describe('a host', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.1.2.3', true],
    ['::1', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['::', false],
    ['192.168.1.5', false],
    ['localhost.example', false],
    ['1127.0.0.1', false],
  ])('%s is reachable from this machine only: %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected)
  })
})
