import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { listFiles, root } from './source-files'

const MAX_LINES = 400
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/
const MIGRATION = /^\d{4}_[a-z0-9]+(_[a-z0-9]+)*\.sql$/

const sources = listFiles(/\.(ts|tsx|js|mjs|css|sql|cc|h)$/)

describe('source files', () => {
  it(`have at most ${MAX_LINES} lines`, () => {
    const long = sources
      .map((file) => ({
        file,
        lines: readFileSync(path.join(root, file), 'utf8').trimEnd().split('\n').length,
      }))
      .filter(({ lines }) => lines > MAX_LINES)
      .map(({ file, lines }) => `${file} has ${lines} lines: split it by idea`)
    expect(long).toEqual([])
  })

  it('have kebab-case names; a route is named by its address, a migration by its number', () => {
    const wrong = sources.filter((file) => {
      const name = path.basename(file)
      if (file.startsWith('app/routes/')) return false
      if (file.startsWith('db/migrations/')) return !MIGRATION.test(name)
      return !KEBAB.test(name)
    })
    expect(wrong).toEqual([])
  })

  it('switch no check off in a comment', () => {
    // Spelled in parts, so that this file does not find itself.
    const directive = new RegExp(
      ['@ts-', '(ignore|nocheck|expect-error)|', '(es|ox)lint-', 'disable'].join(''),
    )
    const silenced = sources.filter((file) => directive.test(readFileSync(path.join(root, file), 'utf8')))
    expect(silenced).toEqual([])
  })

  it('are tests named *.mocked.test.ts where they replace a module: the others share their modules', () => {
    const replacing = sources
      .filter((file) => /\bvi\.(do)?[mM]ock\(/.test(readFileSync(path.join(root, file), 'utf8')))
      .filter((file) => !file.endsWith('.mocked.test.ts'))
    expect(replacing).toEqual([])
  })

  it('are found: the walk sees the house', () => {
    expect(sources).toContain('tests/architecture/files.test.ts')
    expect(sources.length).toBeGreaterThan(50)
  })
})
