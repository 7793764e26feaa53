import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { countSuite, formatCounts, sumCounts } from './counts.mjs'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'segue-counts-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** @param {object} report */
const write = (report) => {
  const path = join(folder, 'report.json')
  writeFileSync(path, JSON.stringify(report))
  return path
}

const vitestReport = {
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 0,
  testResults: [],
}

describe('countSuite', () => {
  it('counts a check without a report by its exit code', () => {
    expect(countSuite('exit code', '', 0)).toEqual({ passed: 1, failed: 0, skipped: 0 })
    expect(countSuite('exit code', '', 2)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })

  it('takes the numbers of a vitest report', () => {
    expect(countSuite('vitest', write(vitestReport), 0)).toEqual({ passed: 3, failed: 0, skipped: 1 })
  })

  it('counts a file that could not be loaded as a failure', () => {
    const path = write({ ...vitestReport, testResults: [{ status: 'failed', assertionResults: [] }] })
    expect(countSuite('vitest', path, 1)).toEqual({ passed: 3, failed: 1, skipped: 1 })
  })

  it('counts a bad exit code as a failure although every test passed', () => {
    expect(countSuite('vitest', write(vitestReport), 1).failed).toBe(1)
  })

  it('counts a flaky browser test as failed', () => {
    const path = write({ stats: { expected: 4, unexpected: 0, flaky: 1, skipped: 2 }, errors: [] })
    expect(countSuite('playwright', path, 0)).toEqual({ passed: 4, failed: 1, skipped: 2 })
  })

  it('counts a missing report, or one without a test, as a failure', () => {
    expect(countSuite('vitest', join(folder, 'none.json'), 0).failed).toBe(1)
    expect(
      countSuite('vitest', write({ ...vitestReport, numPassedTests: 0, numPendingTests: 0 }), 0).failed,
    ).toBe(1)
  })
})

describe('formatCounts', () => {
  it('names skipped tests only where there are some', () => {
    const some = { passed: 2, failed: 1, skipped: 0 }
    expect(formatCounts(some)).toBe('2 passed, 1 failed')
    expect(formatCounts(sumCounts([some, { passed: 1, failed: 0, skipped: 4 }]))).toBe(
      '3 passed, 1 failed, 4 skipped',
    )
  })
})
