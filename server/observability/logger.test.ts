import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createLogger } from './logger'

function capture(level = 'info', options: { readable?: boolean; about?: Record<string, string> } = {}) {
  let text = ''
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString()
      done()
    },
  })
  const log = createLogger({ level, destination, ...options })
  return {
    log,
    text: () => text,
    lines: () =>
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  }
}

const SECRET = 'the-value-nobody-may-read'

describe('the log', () => {
  it('writes a line of text with time, level and message for a terminal, and no secret in it', () => {
    const { log, text } = capture('info', { readable: true })
    log.info({ playlist: 'x', token: SECRET }, 'stored')
    expect(text()).toMatch(/^\[\d\d:\d\d:\d\d\] INFO: stored \{"playlist":"x","token":"\[redacted\]"\}\n$/)
  })

  it('says in each line what it was told to say of the process', () => {
    const { log, lines } = capture('info', { about: { process: 'worker' } })
    log.info('stopped')
    expect(lines()).toEqual([expect.objectContaining({ process: 'worker', msg: 'stopped' })])
  })

  it('writes JSON lines with time, level by name and message', () => {
    const { log, lines } = capture()
    log.info({ playlist: 'x' }, 'stored')
    expect(lines()).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as unknown,
        playlist: 'x',
        msg: 'stored',
      },
    ])
  })

  it('leaves out what is below its level', () => {
    const { log, text } = capture('warn')
    log.info('quiet')
    log.warn('loud')
    expect(text()).toContain('loud')
    expect(text()).not.toContain('quiet')
  })

  it.each([
    'authorization',
    'cookie',
    'set-cookie',
    'password',
    'secret',
    'token',
    'access_token',
    'refreshToken',
    'clientSecret',
    'code_verifier',
    'DATABASE_URL',
    'SERVICE_SECRET',
  ])('never shows %s, at the top or nested', (key) => {
    const { log, text, lines } = capture()
    log.info({ [key]: SECRET }, 'top')
    log.info({ headers: { [key]: SECRET } }, 'one down')
    log.info({ request: { headers: { [key]: SECRET } } }, 'two down')
    expect(text()).not.toContain(SECRET)
    expect(lines()).toHaveLength(3)
    expect(text().match(/\[redacted\]/g)).toHaveLength(3)
  })

  it('redacts in the lines of a child and in what the child carries', () => {
    const { log, text } = capture()
    const child = log.child({ requestId: 'r-1', authorization: SECRET })
    child.info({ env: { REDIS_URL: SECRET } }, 'said by a child')
    expect(text()).toContain('r-1')
    expect(text()).not.toContain(SECRET)
  })

  it('keeps the stack and the cause of an error', () => {
    const { log, lines } = capture()
    log.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'failed')
    expect(lines()[0]?.err).toMatchObject({
      message: expect.stringContaining('outer') as unknown,
      stack: expect.stringContaining('inner') as unknown,
    })
  })
})
