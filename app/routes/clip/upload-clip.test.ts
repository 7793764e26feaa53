import { describe, expect, it } from 'vitest'
import { readAnswer } from './upload-clip'

const error = { code: 'AUDIO_SILENT', message: 'Nothing is heard.', hint: 'Choose another part.' }

describe('the answer to a clip', () => {
  it('is the token of what was heard', () => {
    expect(readAnswer('{"result":{"data":{"token":"abc"}}}')).toEqual({ token: 'abc' })
  })

  it('is the failure of the call, or of a limit in front of it', () => {
    expect(readAnswer(JSON.stringify({ error: { message: 'x', data: { domain: error } } }))).toEqual({
      error,
    })
    expect(readAnswer(JSON.stringify({ error }))).toEqual({ error })
  })

  it.each(['', '<html>', '{}', 'null'])('is a sentence where the server said %j', (text) => {
    expect(readAnswer(text)).toMatchObject({ error: { message: 'The clip could not be sent.' } })
  })
})
