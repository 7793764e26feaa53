import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './source-files'

type Metafile = { inputs: Record<string, unknown> }

/** What went into a build of the classic compiler, by path from the root. `npm test` builds before it tests. */
function readInputs(metafile: string): string[] {
  const { inputs } = JSON.parse(readFileSync(path.join(root, 'build', metafile), 'utf8')) as Metafile
  // The compiler marks some inputs with the plugin that made them: "browser-route-module:routes/_index.tsx?browser".
  return Object.keys(inputs).map((input) => input.replace(/^[a-z-]+:/, '').replace(/\?.*$/, ''))
}

const isForbidden = (input: string) =>
  /^(server\/(?!(?:[a-z]+\/)?domain\/)|db\/|workers\/|scripts\/|tests\/)/.test(input) ||
  input.endsWith('.node')

describe.each([
  ['the browser', 'metafile.js.json'],
  ['the server side of Remix', 'metafile.server.json'],
])('the Remix build for %s', (_, metafile) => {
  it('holds the app, and of the server the domain only', () => {
    const inputs = readInputs(metafile)
    expect(inputs.some((input) => input.startsWith('app/'))).toBe(true)
    expect(inputs.filter(isForbidden)).toEqual([])
  })
})

describe('the files the browser gets', () => {
  const files = readdirSync(path.join(root, 'public/build'), { recursive: true, encoding: 'utf8' })

  it('have no source maps, which would show the server side of the routes', () => {
    expect(files.length).toBeGreaterThan(0)
    expect(files.filter((file) => file.endsWith('.map'))).toEqual([])
  })

  it('have a hash in their name, so that they can be cached for good', () => {
    const scripts = files.filter((file) => /\.(js|css)$/.test(file))
    expect(scripts.filter((file) => !/-[A-Z0-9]{8}\.(js|css)$/.test(file))).toEqual([])
  })
})
