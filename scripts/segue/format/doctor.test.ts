import { describe, expect, it } from 'vitest'
import type { Check, Doctor } from '~server/status/domain/doctor'
import { formatDoctor } from './doctor'

const check = (title: string, state: Check['state'], remedy: string | null): Check => ({
  id: title,
  title,
  state,
  detail: `${title} in words.`,
  remedy,
})
const doctor: Doctor = {
  checkedAt: '2026-11-22T12:00:00.000Z',
  spotify: [check('Tracks', 'yes', null), check('Features', 'no', 'Import a file.')],
  user: [check('Scopes', 'yes', null)],
  house: [check('Redis', 'off', null)],
}

describe('the report of `segue doctor`', () => {
  it('is a line a check, with what to do about what is not so', () => {
    expect(formatDoctor(doctor).split('\n')).toEqual([
      'Spotify',
      'what      so   meaning',
      'Tracks    yes  Tracks in words.',
      'Features  no   Features in words.',
      '',
      'Signed in',
      'what    so   meaning',
      'Scopes  yes  Scopes in words.',
      '',
      'This instance',
      'what   so   meaning',
      'Redis  off  Redis in words.',
      '',
      'What to do',
      '  Features: Import a file.',
      '',
      'Looked at 2026-11-22T12:00:00.000Z; what Spotify allows is asked once in 24 hours.',
    ])
  })

  it('says nothing of what to do where there is nothing to do', () => {
    expect(formatDoctor({ ...doctor, spotify: [] })).not.toContain('What to do')
  })
})
