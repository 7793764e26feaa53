import { readdirSync } from 'node:fs'
import path from 'node:path'

/** The project's root folder. */
export const root = path.resolve(import.meta.dirname, '../..')

/** The rooms and what stands beside them; everything that people wrote. */
const FOLDERS = ['app', 'server', 'workers', 'db', 'tests', 'scripts', 'bench']

/**
 * Paths from the root, with `/`, of all files under the folders whose name matches.
 * @param folders by default all rooms
 */
export function listFiles(matching: RegExp, folders: string[] = FOLDERS): string[] {
  return folders.flatMap((folder) => filesUnder(folder)).filter((file) => matching.test(file))
}

function filesUnder(folder: string): string[] {
  let entries
  try {
    entries = readdirSync(path.join(root, folder), { withFileTypes: true })
  } catch {
    return []
  }
  return entries.flatMap((entry) => {
    const file = `${folder}/${entry.name}`
    return entry.isDirectory() ? filesUnder(file) : [file]
  })
}

/** Tests, and what stands beside a source for them only. */
export const isTestFile = (file: string): boolean =>
  /\.(test|spec)\.[a-z]+$/.test(file) || file.startsWith('tests/') || file.includes('/testing/')
