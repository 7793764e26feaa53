import { describe, expect, it } from 'vitest'
import { readAnswer } from './upload-tracks'

describe('the answer to an upload', () => {
  it('is the job that was started', () => {
    expect(readAnswer('{"id":"42","state":"queued"}')).toEqual({ jobId: '42' })
  })

  it('is the reason where none was', () => {
    const error = { code: 'FILE_TOO_LARGE', message: 'Too large.', hint: 'Split it.' }
    expect(readAnswer(JSON.stringify({ error }))).toEqual({ error })
  })

  it.each(['', '<html>', '{}', 'null'])('is a sentence where it is %j', (text) => {
    expect(readAnswer(text)).toMatchObject({ error: { message: 'The file could not be sent.' } })
  })
})
