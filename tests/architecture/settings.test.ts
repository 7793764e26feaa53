import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'
import { readEnv, SETTINGS } from '~server/wiring/env'
import { root } from './source-files'

const example = readFileSync(path.join(root, '.env.example'), 'utf8')

/** Every setting of .env.example with its value, as if its # were taken away. */
const shown = parseEnv(example.replaceAll(/^#(?=[A-Z_]+=)/gm, '')) as Record<string, string>

/** A server of some dozens of settings is one that nobody understands. */
const MOST = 60

/** What is shown of them is an example, or says what a default depends on. */
const WITHOUT_DEFAULT: ReadonlySet<string> = new Set([
  ...['PUBLIC_URL', 'ACCESS', 'SANDBOX_PLAYLISTS', 'DATABASE_URL', 'REDIS_URL', 'VECTOR_DATABASE_URL'],
])

describe('.env.example', () => {
  it('shows every setting that server/wiring/env.ts reads, and no other', () => {
    expect(Object.keys(shown).sort()).toEqual([...SETTINGS].sort())
  })

  it('shows the defaults', () => {
    const read = (source: Record<string, string>) => JSON.stringify(readEnv(source))
    const alone = Object.entries(shown).filter(([name]) => !WITHOUT_DEFAULT.has(name))
    for (const [name, value] of alone) expect(read({ [name]: value }), name).toBe(read({}))
  })

  it('shows 60 settings at most: the rest are named constants', () => {
    expect(SETTINGS.length).toBeLessThanOrEqual(MOST)
  })

  it('can be used as it is', () => {
    expect(() => readEnv(shown)).not.toThrow()
  })

  it('sets nothing before somebody takes a # away', () => {
    expect(parseEnv(example)).toEqual({})
  })
})
