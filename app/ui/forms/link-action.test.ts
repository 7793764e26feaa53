import type { AppLoadContext } from '@remix-run/node'
import { describe, expect, it, vi } from 'vitest'
import { DomainError } from '~server/domain/errors'
import { openLink } from './link-action'

type Open = AppLoadContext['trpc']['link']['open']

const nothing = { q: '', total: 0, only: null, tracks: [] }

function callWith(open: Open, fields: Record<string, string>, only: string | null = null) {
  const context = {
    trpc: { link: { open }, search: { tracks: () => Promise.resolve({ ...nothing, only }) } },
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
    const answer = await callWith(async () => opened, { url: 'spotify:track:abc' })
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

  it.each([
    ['a name that a track has in full', 'Adele – Hello', 'abc', '/t/abc'],
    ['a name that several have', ' hello & more ', null, '/search?q=hello+%26+more'],
    [
      'the id of a track of the catalog',
      '6f807x0ima9a1j3VPbc7VN',
      '6f807x0ima9a1j3VPbc7VN',
      '/t/6f807x0ima9a1j3VPbc7VN',
    ],
  ])('goes on from %s without opening anything', async (_what, url, only, path) => {
    const open = vi.fn<Open>()
    const answer = await callWith(open, { url }, only)
    expect(answer instanceof Response && answer.headers.get('Location')).toBe(path)
    expect(open).not.toHaveBeenCalled()
  })

  it('gives the sentence, the status and the typed text when it fails', async () => {
    const answer = await callWith(
      async () => {
        throw new DomainError('LINK_UNSUPPORTED', 'This link is an album.', { retryAfterSeconds: 4 })
      },
      { url: 'https://the/link' },
    )
    expect(answer).toMatchObject({
      data: {
        url: 'https://the/link',
        error: { code: 'LINK_UNSUPPORTED', message: 'This link is an album.' },
      },
      init: { status: 422 },
    })
  })

  it('shows no more of an endless text than a link may have', async () => {
    const answer = await callWith(
      async () => {
        throw new DomainError('LINK_NOT_RECOGNISED', 'No link.')
      },
      { url: `https://${'x'.repeat(100_000)}` },
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
