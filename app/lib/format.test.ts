import { describe, expect, it } from 'vitest'
import {
  capitalise,
  formatAmount,
  formatCount,
  formatDate,
  formatDuration,
  formatNumber,
  formatWait,
} from './format'

describe('numbers', () => {
  it('groups thousands', () => {
    expect(formatCount(28356)).toBe('28,356')
  })

  it('chooses the word by the number', () => {
    expect(formatAmount(1, 'track', 'tracks')).toBe('1 track')
    expect(formatAmount(0, 'track', 'tracks')).toBe('0 tracks')
  })

  it('writes a real minus sign, and none for what rounds to zero', () => {
    expect(formatNumber(-0.0234, 2)).toBe('−0.02')
    expect(formatNumber(-0.0004, 2)).toBe('0.00')
    expect(formatNumber(0.926, 2)).toBe('0.93')
  })
})

describe('times', () => {
  it('writes lengths as players do', () => {
    expect(formatDuration(185_400)).toBe('3:05')
    expect(formatDuration(3_727_000)).toBe('1:02:07')
    expect(formatDuration(59_700)).toBe('1:00')
  })

  it('writes waits no finer than an estimate deserves', () => {
    expect(formatWait(1.4)).toBe('a few seconds')
    expect(formatWait(38)).toBe('about 40 seconds')
    expect(formatWait(200)).toBe('about 3 minutes')
  })

  it('writes the same day everywhere, because server and browser must agree', () => {
    expect(formatDate('2026-03-04T23:59:00Z')).toBe('Mar 4, 2026')
    expect(formatDate('soon')).toBe('soon')
  })
})

it('capitalises the first letter only', () => {
  expect(capitalise('fetching features of Spotify')).toBe('Fetching features of Spotify')
  expect(capitalise('')).toBe('')
})
