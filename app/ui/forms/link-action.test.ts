import type { AppLoadContext } from '@remix-run/node'
import { describe, expect, it, vi } from 'vitest'
import { DomainError } from '~server/domain/errors'
import { openLink } from './link-action'

type Open = AppLoadContext['trpc']['link']['open']

function callWith(open: Open, fields: Record<string, string>) {
  const context = {
    trpc: { link: { open } },
    requestId: 'r1',
    reportError: vi.fn(),
  } as unknown as AppLoadContext
  const request = new Request('http://localhost/?index', {
    method: 'POST',
    body: new URLSearchParams(fields),
  })
  return openLink({ request, context })
}

describe('openLink', () => {
  it.each([
    [{ kind: 'track', id: 'abc' } as const, '/t/abc'],
    [{ kind: 'playlist', id: 'def', jobId: null } as const, '/p/def'],
  ])('goes on to the page of what was opened: %o', async (opened, path) => {
    const answer = await callWith(async () => opened, { url: 'x' })
    expect(answer).toBeInstanceOf(Response)
    expect(answer).toMatchObject({ status: 302 })
    expect(answer instanceof Response && answer.headers.get('Location')).toBe(path)
  })

  it('gives the typed text to be opened, and nothing where the field is missing', async () => {
    const open = vi.fn<Open>().mockResolvedValue({ kind: 'track', id: 'abc' })
    await callWith(open, { url: ' spotify:track:abc ' })
    await callWith(open, { other: 'x' })
    expect(open.mock.calls).toEqual([[{ url: ' spotify:track:abc ' }], [{ url: '' }]])
  })

  it('gives the sentence, the status and the typed text when it fails', async () => {
    const answer = await callWith(
      async () => {
        throw new DomainError('LINK_UNSUPPORTED', 'This link is an album.', { retryAfterSeconds: 4 })
      },
      { url: 'the link' },
    )
    expect(answer).toMatchObject({
      data: { url: 'the link', error: { code: 'LINK_UNSUPPORTED', message: 'This link is an album.' } },
      init: { status: 422 },
    })
  })

  it('shows no more of an endless text than a link may have', async () => {
    const answer = await callWith(
      async () => {
        throw new DomainError('LINK_NOT_RECOGNISED', 'No link.')
      },
      { url: 'x'.repeat(100_000) },
    )
    expect('data' in answer && answer.data.url.length).toBe(2048)
  })

  it('answers a body that is no form with a sentence', async () => {
    const context = { requestId: 'r1', reportError: vi.fn() } as unknown as AppLoadContext
    const request = new Request('http://localhost/?index', { method: 'POST', body: '{}' })
    await expect(openLink({ request, context })).resolves.toMatchObject({
      data: { error: { code: 'INPUT_INVALID' } },
      init: { status: 400 },
    })
  })
})
