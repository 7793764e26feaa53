import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** What a finished step wrote at `path`, or null. @param {string} path */
export function findStamp(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** @param {string} path @param {string} content */
export function writeStamp(path, content) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}
