import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readAnswerIds } from './answer-ids'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'segue-answer-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

function write(...lines: (string | object)[]): string {
  const file = path.join(folder, 'answer')
  writeFileSync(
    file,
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
  )
  return file
}

describe('readAnswerIds', () => {
  test('reads every form that Segue writes, and plain ids', () => {
    const file = write(
      { query: { id: 'seed' }, tracks: [{ rank: 1, track: { id: 'a', name: 'A' } }] },
      { key: 'list', tracks: [{ id: 'b', score: 0.5 }] },
      { id: 'seed', neighbours: [{ id: 'c', score: 0.4 }] },
      '',
      'd-1_x ',
    )
    expect(readAnswerIds(file)).toEqual(['a', 'b', 'c', 'd-1_x'])
  })

  test('says which line is wrong, or that there is no such file', () => {
    expect(() => readAnswerIds(write('a', '{"tracks": 3}'))).toThrow(/^Line 2 of .* is neither/)
    expect(() => readAnswerIds(write('a', 'two words'))).toThrow(/^Line 2/)
    expect(() => readAnswerIds(path.join(folder, 'none'))).toThrow('cannot be read')
  })
})
