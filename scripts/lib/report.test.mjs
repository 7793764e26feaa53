import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { StepError, createReport, formatDuration } from './report.mjs'

/** A report on a stream that is no terminal, and what it has printed so far. @param {boolean} [lazy] */
function startReport(lazy = false) {
  const stream = /** @type {NodeJS.WriteStream} */ (/** @type {unknown} */ (new PassThrough()))
  let printed = ''
  stream.on('data', (/** @type {Buffer} */ chunk) => {
    printed += chunk.toString()
  })
  const marks = () =>
    printed
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.trim().split(/\s{2,}/)[0])
  return { report: createReport({ stream, lazy }), marks }
}

describe('formatDuration', () => {
  it('uses the unit that reads best', () => {
    expect([4.4, 999, 1000, 12_345, 59_999, 60_000, 65_400].map(formatDuration)).toEqual([
      '4 ms',
      '999 ms',
      '1.0 s',
      '12.3 s',
      '60.0 s',
      '1 min 00 s',
      '1 min 05 s',
    ])
  })
})

describe('a report', () => {
  it('prints a line at the start of real work and one at its end', async () => {
    const { report, marks } = startReport()
    await report.step('build', (doing) => {
      doing('compiling')
      return 'compiled'
    })
    expect(marks()).toEqual(['· build', '✓ build'])
  })

  it('stays silent as long as nothing has to be done, and then shows the steps before too', async () => {
    const { report, marks } = startReport(true)
    await report.step('first', () => 'up to date')
    expect(marks()).toEqual([])
    await report.step('second', (doing) => {
      doing('working')
      return 'done'
    })
    expect(marks()).toEqual(['✓ first', '· second', '✓ second'])
  })

  it('marks a failed step and passes the error on', async () => {
    const { report, marks } = startReport(true)
    const failing = report.step('build', () => {
      throw new StepError('no compiler')
    })
    await expect(failing).rejects.toThrow('no compiler')
    expect(marks()).toEqual(['✗ build'])
  })

  it('marks a step that reports its failure without throwing', async () => {
    const { report, marks } = startReport()
    await report.step('tests', () => ({ ok: false, text: '1 failed' }))
    expect(marks()).toEqual(['✗ tests'])
  })
})
