import { describe, expect, test } from 'vitest'
import { findFfmpeg } from './ffmpeg'

const LIMITS = { maxBytes: 1_000_000, timeoutMs: 20_000, searchPath: '/usr/bin' }

describe('an ffmpeg', () => {
  test.each(['off', '/nowhere/ffmpeg'])('named %s is none', async (path) => {
    expect(await findFfmpeg(path, LIMITS)).toBeNull()
  })
})
