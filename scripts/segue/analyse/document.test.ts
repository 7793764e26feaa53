import { expect, test } from 'vitest'
import { analyseAudio } from '~workers/dsp/analyse-audio'
import { makeWav } from '~workers/dsp/testing/files'
import { makeNoise } from '~workers/dsp/testing/signals'
import { segue } from '../test-support'
import { toDocument } from './document'

test('a line of output names everything in snake_case and rounds to six digits', async () => {
  const analysis = await analyseAudio(makeWav([makeNoise(1, 22_050)], { rate: 22_050 }))
  const document = toDocument('noise.wav', analysis)
  expect(Object.keys(document)).toEqual([
    ...['file', 'format', 'sample_rate', 'channels', 'duration_s', 'analysed_s', 'partial'],
    ...['tempo_bpm', 'tempo_confidence', 'key', 'mode', 'key_confidence', 'descriptors'],
  ])
  const text = JSON.stringify(document)
  expect(text).toContain('"loudness_lufs":')
  expect(text).not.toMatch(/"[a-z_]*[A-Z]/)
  expect(text).not.toMatch(/\d\.\d{12}/)
})

test.each([['0'], ['two'], ['1.5']])('segue analyse --threads %s is a usage failure', async (threads) => {
  const { code, err } = await segue(['analyse', 'x.mp3', '--threads', threads])
  expect(code).toBe(2)
  expect(err).toContain('whole number of at least 1')
})

test('segue analyse without a file is a usage failure', async () => {
  const { code, err } = await segue(['analyse'])
  expect([code, err.includes("missing required argument 'files'")]).toEqual([2, true])
})
