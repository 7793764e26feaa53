import { describe, expect, it } from 'vitest'
import { isLocal, readEnv, readHostRules } from './env'
import { isDomainError } from '../domain/errors'

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
    expect(env).toMatchObject({
      http: { host: '127.0.0.1', port: 3000 },
      process: { dataDir: '.data', nodeEnv: 'production' },
    })
    expect(env.database.url).toBeUndefined()
    expect(env.redis.url).toBeUndefined()
    expect(env.spotify.clientId).toBeUndefined()
  })

  it('count an empty text as not set', () => {
    expect(readEnv({ PORT: '', DATABASE_URL: '', SERVICE_SECRET: '' })).toMatchObject({
      http: { port: 3000 },
    })
  })

  it('read numbers from text', () => {
    expect(readEnv({ PORT: '8080', SPOTIFY_REQUESTS_PER_SECOND: '0.5' })).toMatchObject({
      http: { port: 8080 },
      spotify: { requestsPerSecond: 0.5 },
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
    ['PLAYLIST_MAX_ITEMS', '0'],
    ['SANDBOX_TRACKS', '-5'],
    ['SANDBOX_PLAYLISTS', '0'],
    ['INDEX_THREADS', '0'],
    ['SPOTIFY_REQUESTS_PER_SECOND', 'NaN'],
    ['RATE_LIMIT_PER_MINUTE', '0'],
    ['DISK_RESERVE_BYTES', 'Infinity'],
    ['TEST_DRAIN_TIMEOUT_MS', 'soon'],
  ])('name %s when it is %j', (name, value) => {
    expect(refusal({ [name]: value })).toContain(`${name}: `)
  })

  it('name every setting that is wrong, and no value: a value may be a secret', () => {
    const message = refusal({ PORT: 'x', SERVICE_SECRET: 'hunter2', REDIS_URL: 'redis-with-pass' })
    for (const name of ['PORT', 'SERVICE_SECRET', 'REDIS_URL']) expect(message).toContain(name)
    expect(message).not.toMatch(/hunter2|redis-with-pass/)
  })
})

describe('an instance', () => {
  it.each([
    ['127.0.0.1', undefined, true],
    ['127.1.2.3', undefined, true],
    ['::1', 'http://[::1]:3000', true],
    ['localhost', 'http://localhost:3000', true],
    ['127.0.0.1', 'https://segue.example.org', false],
    ['0.0.0.0', undefined, false],
    ['0.0.0.0', 'http://127.0.0.1:3000', false],
    ['::', undefined, false],
    ['192.168.1.5', undefined, false],
    ['localhost.example', undefined, false],
    ['127.evil.example', undefined, false],
  ])('that listens on %s and is reached at %s is local: %s', (host, publicUrl, expected) => {
    expect(isLocal({ http: { ...readEnv({}).http, host, publicUrl } })).toBe(expected)
  })

  it('answers under its own names, and under addresses where it listens on all of them', () => {
    const env = {
      PUBLIC_URL: 'https://Segue.example.org:8443',
      ALLOWED_HOSTS: 'other.example, third.example',
    }
    const here = readHostRules(readEnv(env))
    expect([...here.names]).toEqual(['127.0.0.1', 'other.example', 'third.example', 'segue.example.org'])
    expect(here.anyAddress).toBe(false)
    expect(readHostRules(readEnv({ HOST: '0.0.0.0' })).anyAddress).toBe(true)
  })
})
