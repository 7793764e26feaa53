import { describe, expect, it } from 'vitest'
import { isHopeless } from './job'

describe('a job that failed', () => {
  it('is hopeless where the file has to be sent again', () => {
    for (const code of [
      'FILE_LAYOUT_UNKNOWN',
      'FILE_NOT_A_TABLE',
      'FILE_MEMORY_EXCEEDED',
      'UPLOAD_GONE',
    ] as const) {
      expect(isHopeless({ code })).toBe(true)
    }
  })

  it('may go on from any other fault, and from none', () => {
    expect(isHopeless({ code: 'JOB_LOST' })).toBe(false)
    expect(isHopeless(null)).toBe(false)
  })
})
