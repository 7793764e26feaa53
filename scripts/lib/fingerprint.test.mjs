import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fingerprint } from './fingerprint.mjs'
import { inRoot, root } from './paths.mjs'

let folder = ''
const at = (/** @type {string} */ name) => join(folder, name)
const take = () => fingerprint([relative(root, folder)])

beforeEach(() => {
  mkdirSync(inRoot('.cache'), { recursive: true })
  folder = mkdtempSync(inRoot('.cache', 'fingerprint-'))
  writeFileSync(at('a.ts'), 'one')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('a fingerprint', () => {
  it('is the same for the same content', () => {
    const before = take()
    writeFileSync(at('a.ts'), 'one')
    expect(take()).toBe(before)
  })

  it('changes with content, names, new files and facts', () => {
    const seen = new Set([take(), fingerprint([relative(root, folder)], ['production'])])
    writeFileSync(at('a.ts'), 'two')
    seen.add(take())
    writeFileSync(at('b.ts'), '')
    seen.add(take())
    rmSync(at('b.ts'))
    writeFileSync(at('c.ts'), '')
    seen.add(take())
    expect(seen.size).toBe(5)
  })

  it('does not change with tests', () => {
    const before = take()
    writeFileSync(at('a.test.ts'), 'a test')
    mkdirSync(at('testing'))
    writeFileSync(join(at('testing'), 'fakes.ts'), 'a fake')
    expect(take()).toBe(before)
  })

  it('counts a path that is not there as empty', () => {
    expect(fingerprint(['no-such-folder'])).toBe(fingerprint([]))
  })
})
