import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatPosition, LOG_START, parsePosition } from './job-event'
import { JobState } from './job'

it('a position is read back as it was written', () => {
  const after = fc.oneof(
    fc.nat().map(String),
    fc.tuple(fc.nat(), fc.nat()).map(([ms, n]) => `${String(ms)}-${String(n)}`),
  )
  fc.assert(
    fc.property(after, fc.option(fc.constantFrom(...JobState.options)), (id, state) => {
      expect(parsePosition(formatPosition({ after: id, state }))).toEqual({ after: id, state })
    }),
  )
})

it.each(['', 'x', '1.', '1.flying', '-1', '1-', '1-2-3', '1.running.done', ' 1', '1\n'])(
  '%j is no position',
  (text) => {
    expect(parsePosition(text)).toBeNull()
  },
)

it('the beginning of a log is a position', () => {
  expect(parsePosition('0')).toEqual({ after: LOG_START, state: null })
})
