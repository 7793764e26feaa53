import { existsSync } from 'node:fs'
import { readJson } from '../lib/json.mjs'

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 *
 * @typedef {object} VitestReport The part of vitest's JSON report that is read here.
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{ status: string, assertionResults: { status: string }[] }[]} testResults
 *
 * @typedef {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number }, errors: unknown[] }} PlaywrightReport
 */

/** @param {VitestReport} report @returns {Counts} */
function countVitest(report) {
  // A file that cannot be loaded fails without a test of its own to fail.
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/** @param {PlaywrightReport} report @returns {Counts} */
function countPlaywright({ stats, errors }) {
  return {
    passed: stats.expected,
    // A test that passed only at a second try has shown that it cannot be relied on.
    failed: stats.unexpected + stats.flaky + (stats.unexpected + stats.flaky === 0 ? errors.length : 0),
    skipped: stats.skipped,
  }
}

/**
 * The counts of one suite. The exit code has the last word: a runner that failed counts as at least one failure,
 * also where it wrote no report or none of its tests failed (an unhandled rejection, say).
 * @param {'vitest' | 'playwright' | 'exit code'} kind @param {string} reportPath @param {number} code
 * @returns {Counts}
 */
export function countSuite(kind, reportPath, code) {
  /** @type {Counts} */
  let counts = { passed: kind === 'exit code' && code === 0 ? 1 : 0, failed: 0, skipped: 0 }
  if (kind !== 'exit code' && existsSync(reportPath)) {
    const report = readJson(reportPath)
    counts =
      kind === 'vitest'
        ? countVitest(/** @type {VitestReport} */ (report))
        : countPlaywright(/** @type {PlaywrightReport} */ (report))
  }
  if (code !== 0 && counts.failed === 0) counts.failed = 1
  // A suite without a test has shown nothing.
  if (counts.passed + counts.failed + counts.skipped === 0) counts.failed = 1
  return counts
}

/** @param {Counts[]} all @returns {Counts} */
export function sumCounts(all) {
  const sum = { passed: 0, failed: 0, skipped: 0 }
  for (const counts of all) {
    sum.passed += counts.passed
    sum.failed += counts.failed
    sum.skipped += counts.skipped
  }
  return sum
}

/** `12 passed, 0 failed`, and what was skipped if anything was. @param {Counts} counts */
export function formatCounts({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
