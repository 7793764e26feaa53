import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRequestBoard } from './request-board'

const DAY_MS = 24 * 60 * 60 * 1000
const LATER_MS = 5000

let directory = ''
let clock = 0
const boards: { close: () => void }[] = []
const open = () => {
  const board = openRequestBoard(directory, () => clock)
  boards.push(board)
  return board
}

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'segue-board-'))
  clock = Date.now()
})
afterEach(() => {
  for (const board of boards.splice(0)) board.close()
  rmSync(directory, { recursive: true, force: true })
})

describe('the board of requests', () => {
  it('shows what others wrote last, the newest of them, and not its own', () => {
    const [one, two, reader] = [open(), open(), open()]
    reader.write(9999)
    expect(reader.read()).toBe(0)
    one.write(1000)
    two.write(2000)
    expect(reader.read()).toBe(2000)
    two.write(0)
    expect(reader.read()).toBe(1000)
  })

  it('finds a process that came later, and leaves out one that ended', () => {
    const reader = open()
    expect(reader.read()).toBe(0)
    const late = open()
    late.write(3000)
    clock += LATER_MS
    expect(reader.read()).toBe(3000)
    late.close()
    clock += LATER_MS
    expect(reader.read()).toBe(0)
  })

  it('takes nothing from a file that is cut short', () => {
    writeFileSync(path.join(directory, 'broken'), 'abc')
    expect(open().read()).toBe(0)
  })

  it('removes what a killed process left a day ago, and its own file at the end', () => {
    const left = path.join(directory, 'left')
    writeFileSync(left, '')
    utimesSync(left, new Date(clock - 2 * DAY_MS), new Date(clock - 2 * DAY_MS))
    const board = open()
    expect(readdirSync(directory)).not.toContain('left')
    board.close()
    expect(readdirSync(directory)).toEqual([])
  })

  it('costs a request that ends after the process closed it nothing', () => {
    const board = open()
    board.close()
    expect(() => {
      board.write(1)
    }).not.toThrow()
    expect(board.read()).toBe(0)
  })
})
