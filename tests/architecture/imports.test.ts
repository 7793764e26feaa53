import { isBuiltin } from 'node:module'
import { describe, expect, it } from 'vitest'
import { isOpen, isPackageAllowed, roomOf, rooms } from './doors.js'
import { readImports, resolveImport } from './imports'
import { isTestFile, listFiles } from './source-files'

/** What is wrong with one import of `file`, or null. */
function findFault(file: string, specifier: string, typeOnly: boolean): string | null {
  const room = roomOf(file)
  if (!room) return null
  const target = resolveImport(file, specifier)
  if (target === null) {
    const name = isBuiltin(specifier) && !specifier.startsWith('node:') ? `node:${specifier}` : specifier
    return isPackageAllowed(room, name) ? null : `${room.folder} does not use the package ${specifier}`
  }
  if (isTestFile(target)) return 'what ships does not use what is written for tests'
  const other = roomOf(target)
  if (isOpen(room, other, typeOnly)) return null
  const place = other?.folder ?? target
  return isOpen(room, other, true)
    ? `${room.folder} takes only types from ${place}: write "import type", or take the code as an argument`
    : `no door leads from ${room.folder} to ${place}`
}

describe('the doors between rooms', () => {
  it.each(rooms.map((room) => [room.folder]))('open one way only for %s', (folder) => {
    const files = listFiles(/\.(ts|tsx|mjs)$/, [folder]).filter(
      (file) => !isTestFile(file) && roomOf(file)?.folder === folder,
    )
    const faults = files.flatMap((file) =>
      readImports(file).flatMap(({ specifier, line, typeOnly }) => {
        const fault = findFault(file, specifier, typeOnly)
        return fault ? [`${file}:${line} imports ${specifier}: ${fault}`] : []
      }),
    )
    expect(faults).toEqual([])
  })

  it('are watched: a wrong import is found', () => {
    expect(findFault('app/routes/_index/route.tsx', '~server/wiring/container', false)).toContain(
      'only types from server',
    )
    expect(findFault('app/routes/_index/route.tsx', '~server/wiring/container', true)).toBeNull()
    expect(findFault('app/routes/_index/route.tsx', '~db/client', true)).toContain(
      'no door leads from app to db',
    )
    expect(findFault('server/domain/track.ts', '../similar/find-similar', true)).toContain('no door')
    expect(findFault('server/domain/track.ts', 'node:fs', false)).toContain(
      'does not use the package node:fs',
    )
    expect(findFault('workers/tasks/index.task.ts', 'http', false)).toContain('does not use the package http')
    expect(findFault('server/catalog/store-tracks.ts', './testing/fakes', true)).toContain(
      'written for tests',
    )
    expect(findFault('server/similar/find-similar.ts', '../journey/plan-journey', false)).toContain(
      'only types',
    )
    expect(findFault('server/domain/track.ts', '../similar/domain/modes', true)).toContain('no door')
  })
})

describe('readImports', () => {
  it('tells imports of types from imports of code', () => {
    const text = [
      `import type { A } from 'a'`,
      `import { type B, type C } from 'b'`,
      `import { type D, e } from 'c'`,
      `import 'd'`,
      `export * from 'e'`,
      `export type { F } from 'f'`,
      `const g = await import('g')`,
      `type H = typeof import('h')`,
    ].join('\n')
    const found = readImports('x.ts', text).map(({ specifier, typeOnly }) => [specifier, typeOnly])
    expect(found).toEqual([
      ['a', true],
      ['b', true],
      ['c', false],
      ['d', false],
      ['e', false],
      ['f', true],
      ['g', false],
      ['h', true],
    ])
  })
})
