import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'
import { readEnv } from '~server/env'
import { root } from './source-files'

const example = readFileSync(path.join(root, '.env.example'), 'utf8')
const schema = readFileSync(path.join(root, 'server/env.ts'), 'utf8')

/** Every setting of .env.example with its value, as if its # were taken away. */
const shown = parseEnv(example.replaceAll(/^#(?=[A-Z_]+=)/gm, '')) as Record<string, string>

describe('.env.example', () => {
  it('shows every setting that server/env.ts reads, and no other', () => {
    const read = Array.from(schema.matchAll(/^ {2}([A-Z][A-Z_]+):/gm), ([, name]) => name)
    expect(read.length).toBeGreaterThan(20)
    expect(Object.keys(shown).sort()).toEqual(read.sort())
  })

  it('shows the defaults', () => {
    const defaults = Object.entries(readEnv({}))
    const wrong = defaults.filter(([name, value]) => value !== undefined && String(value) !== shown[name])
    expect(wrong).toEqual([])
  })

  it('can be used as it is', () => {
    expect(() => readEnv(shown)).not.toThrow()
  })

  it('sets nothing before somebody takes a # away', () => {
    expect(parseEnv(example)).toEqual({})
  })
})
