import { describe, expect, it, vi } from 'vitest'
import { DomainError } from '~server/domain/errors'
import { orResponse, toResponse } from './to-response'

const createContext = () => ({ requestId: 'r1', reportError: vi.fn() })

describe('toResponse', () => {
  it('answers a failure with its status and sentence, however deep in the causes it lies', async () => {
    const context = createContext()
    const failure = new DomainError('TRACK_NOT_FOUND', 'Spotify does not know this track.')
    const response = toResponse(new Error('procedure failed', { cause: failure }), context)
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({
      error: {
        code: 'TRACK_NOT_FOUND',
        message: 'Spotify does not know this track.',
        hint: failure.hint,
        requestId: 'r1',
      },
    })
    expect(context.reportError).not.toHaveBeenCalled()
  })

  it('understands a failure of another bundle, which has a class of its own', () => {
    const foreign = Object.assign(new Error('busy'), {
      name: 'DomainError',
      code: 'BUSY',
      status: 503,
      toBody: () => ({ error: {} }),
    })
    expect(toResponse(foreign, createContext()).status).toBe(503)
  })

  it('passes on how long to wait, in whole seconds', () => {
    const failure = new DomainError('SPOTIFY_RATE_LIMITED', 'Slow down.', { retryAfterSeconds: 2.2 })
    expect(toResponse(failure, createContext()).headers.get('Retry-After')).toBe('3')
    expect(toResponse(new DomainError('BUSY', 'Busy.'), createContext()).headers.has('Retry-After')).toBe(
      false,
    )
  })

  it('reports a bug and says nothing of it to the reader', async () => {
    const context = createContext()
    const bug = new TypeError('secret of the house')
    const response = toResponse(bug, context)
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('secret')
    expect(context.reportError).toHaveBeenCalledExactlyOnceWith(bug)
  })

  it('leaves a Response as it is', () => {
    const response = new Response(null, { status: 204 })
    expect(toResponse(response, createContext())).toBe(response)
  })
})

describe('orResponse', () => {
  it('gives what was asked for', async () => {
    await expect(orResponse(createContext(), () => 7)).resolves.toBe(7)
  })

  it('throws a Response for a failure', async () => {
    const failing = orResponse(createContext(), () => {
      throw new DomainError('PLAYLIST_NOT_FOUND', 'Gone.')
    })
    await expect(failing).rejects.toMatchObject({ status: 404 })
  })
})
