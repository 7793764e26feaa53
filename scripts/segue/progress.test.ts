import { expect, test } from 'vitest'
import { createProgress, describe } from './progress'
import { createSink } from './test-support'

test('away from a terminal a stage is a line, and not one for every step', () => {
  const stderr = createSink()
  const progress = createProgress({ stdout: createSink(), stderr, env: {}, cwd: '' })
  for (let done = 1; done <= 1000; done++) progress.update({ stage: 'reading rows', done, total: null })
  progress.update({ stage: 'storing playlists', done: 1, total: 2 })
  progress.stop()
  expect(stderr.text()).toBe('reading rows 1\nstoring playlists 1 of 2\n')
})

test.each([
  [{ stage: 'waiting', done: 0, total: null }, 'waiting'],
  [{ stage: 'reading rows', done: 12_000, total: null }, 'reading rows 12,000'],
  [{ stage: 'storing', done: 1, total: 2, etaSeconds: 65 }, 'storing 1 of 2 (about 1 min 5 s left)'],
  [{ stage: 'storing', done: 1, total: 2, etaSeconds: null }, 'storing 1 of 2'],
  [{ stage: 'waiting', state: 'queued', done: 0, total: null } as const, 'waiting for its turn'],
  [
    { stage: 'storing', done: 1, total: 2, rate: 45.4, etaSeconds: 65 },
    'storing 1 of 2, 45 a second (about 1 min 5 s left)',
  ],
])('%j reads as a phrase', (state, text) => {
  expect(describe(state)).toBe(text)
})

test('what is waited for is said with the time that is left', () => {
  const waiting = { for: 'Spotify asks us to wait', until: new Date(Date.now() + 42_900).toISOString() }
  expect(describe({ stage: 'reading tracks', done: 5, total: 9, waiting })).toBe(
    'reading tracks 5 of 9; Spotify asks us to wait 43 s',
  )
})
