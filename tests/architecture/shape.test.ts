import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readImports, resolveImport } from './imports'
import { isTestFile, listFiles } from './source-files'

const MAX_FILES = 20
const FOLDERS = ['app', 'server', 'workers', 'db', 'scripts', 'bench']

const sources = listFiles(/\.(ts|tsx|mjs|css|sql|cc|h)$/, FOLDERS).filter(
  (file) => !isTestFile(file) && !file.startsWith('db/migrations/'),
)

/** Files that import each other in a circle (Tarjan's strongly connected components), imports of types included. */
function findCircles(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const open: string[] = []
  const circles: string[][] = []
  const visit = (file: string): number => {
    const number = order.size
    order.set(file, number)
    let low = number
    open.push(file)
    for (const next of imports.get(file) ?? []) {
      if (!imports.has(next)) continue
      if (!order.has(next)) low = Math.min(low, visit(next))
      else if (open.includes(next)) low = Math.min(low, order.get(next) ?? low)
    }
    lowest.set(file, low)
    if (low === number) {
      const circle = open.splice(open.indexOf(file))
      if (circle.length > 1 || imports.get(file)?.includes(file)) circles.push(circle)
    }
    return low
  }
  for (const file of imports.keys()) if (!order.has(file)) visit(file)
  return circles
}

describe('the sources', () => {
  it(`lie in folders of at most ${String(MAX_FILES)} files`, () => {
    const counts = new Map<string, number>()
    for (const file of sources) {
      const folder = path.posix.dirname(file)
      counts.set(folder, (counts.get(folder) ?? 0) + 1)
    }
    expect([...counts].filter(([, count]) => count > MAX_FILES)).toEqual([])
  })

  it('import each other in no circle', () => {
    const code = sources.filter((file) => /\.(ts|tsx|mjs)$/.test(file))
    const imports = new Map(
      code.map((file) => [
        file,
        readImports(file).flatMap(({ specifier }) => resolveImport(file, specifier) ?? []),
      ]),
    )
    expect(findCircles(imports)).toEqual([])
  })

  it('are watched: a circle is found', () => {
    const imports = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b', 'd']],
      ['d', []],
    ])
    expect(findCircles(imports)).toEqual([['b', 'c']])
  })
})
