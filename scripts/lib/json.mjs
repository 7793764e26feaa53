import { readFileSync } from 'node:fs'

/** The content of a JSON file; who reads it says what it is. @param {string} path @returns {unknown} */
export const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'))
