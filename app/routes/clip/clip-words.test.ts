import { describe, expect, it } from 'vitest'
import { formatLimits, toClipFacts, toClipNotes } from './clip-words'

const clip = (values: object, partial: 'short'[] = []) => ({
  token: 't',
  heard: { durationS: 2.5, analysedS: 2.5, partial, values },
  known: [],
  unknown: [],
})

describe('what was heard in a clip', () => {
  it('is said with its unit and how sure it is', () => {
    const values = {
      tempo: 119.6,
      tempo_confidence: 0.9,
      key: 9,
      mode: 0,
      key_confidence: 0.2,
      loudness: -9.54,
    }
    expect(toClipFacts(clip(values))).toEqual([
      { label: 'Tempo', value: '120 BPM', trust: 'sure (0.90)' },
      { label: 'Key', value: 'A minor (8A)', trust: 'a guess (0.20)' },
      { label: 'Loudness', value: '−9.5 LUFS', trust: null },
      { label: 'Listened to', value: '2.5 s', trust: null },
    ])
  })

  it('leaves out what was not found, and says why where that is known', () => {
    expect(toClipFacts(clip({})).map(({ label }) => label)).toEqual(['Listened to'])
    expect(toClipNotes(clip({}, ['short']))).toEqual(['It is too short to tell a tempo.'])
  })
})

it('says what may be sent', () => {
  expect(formatLimits({ maxBytes: 16 * 1024 ** 2, maxSeconds: 600 })).toContain('up to 16 MB and 10 minutes')
  expect(formatLimits({ maxBytes: 2048, maxSeconds: 60 })).toContain('up to 2048 bytes and 60 seconds')
})
