import { readFileSync } from 'node:fs'
import { inRoot } from '../../../scripts/lib/paths.mjs'

export type GuideRow = { method: string; path: string; cells: string[] }

/** The rows of the table of routes in docs/security.md: "`GET /about`" and a cell for each identity. */
export function readRoutesOfGuide(): GuideRow[] {
  return readFileSync(inRoot('docs', 'security.md'), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [first = '', ...cells] = line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim())
      const [, method, path] = /^`(GET|POST) (\/\S*)`$/.exec(first) ?? []
      return method && path ? [{ method, path, cells }] : []
    })
}
