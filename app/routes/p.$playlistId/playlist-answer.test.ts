import type { AppLoadContext } from '@remix-run/node'
import { describe, expect, it, vi } from 'vitest'
import { answerPlaylist } from './playlist-answer'

type Answer = Awaited<ReturnType<AppLoadContext['trpc']['playlist']['summary']>>
type Job = NonNullable<Answer['job']>

const job = (state: Job['state'], error: Job['error'] = null): Job => ({
  id: 'j1',
  kind: 'ingest-playlist',
  state,
  subject: 'p1',
  stage: 'reading',
  done: 0,
  total: null,
  rate: null,
  priority: 'person',
  attempt: 1,
  notBefore: null,
  etaSeconds: null,
  waiting: null,
  createdAt: '2026-01-01T00:00:00Z',
  finishedAt: null,
  report: null,
  error,
})
const gone: Job['error'] = { code: 'PLAYLIST_NOT_FOUND', message: 'Gone.', hint: 'Check the link.' }

function answerWith(rest: Omit<Answer, 'mayChange'>) {
  const answer: Answer = { ...rest, mayChange: false }
  const trpc = {
    playlist: { summary: vi.fn().mockResolvedValue(answer) },
    job: { describe: vi.fn().mockResolvedValue({ job: answer.job, name: null, failures: [] }) },
  }
  const context = { trpc, requestId: 'r1', reportError: vi.fn() } as unknown as AppLoadContext
  return answerPlaylist(context, 'p1')
}

describe('answerPlaylist', () => {
  it('answers 200 while the playlist is being read', async () => {
    const answer = await answerWith({ summary: null, job: job('running') })
    expect(answer).toMatchObject({ data: { id: 'p1', job: { state: 'running' } }, init: { status: 200 } })
  })

  it('answers with the status of the failure when there is nothing else to show', async () => {
    const answer = await answerWith({ summary: null, job: job('failed', gone) })
    expect(answer).toMatchObject({ data: { job: { error: gone } }, init: { status: 404 } })
  })

  it('answers 200 where somebody stopped it', async () => {
    const stopped: Job['error'] = { code: 'CANCELLED', message: 'It was stopped.', hint: 'Continue it.' }
    const answer = await answerWith({ summary: null, job: job('failed', stopped) })
    expect(answer).toMatchObject({ data: { job: { error: stopped } }, init: { status: 200 } })
  })

  it('answers 200 with the older summary when reading again fails', async () => {
    const summary = { items: 3 } as unknown as NonNullable<Answer['summary']>
    const answer = await answerWith({ summary, job: job('failed', gone) })
    expect(answer).toMatchObject({ data: { summary: { items: 3 } }, init: { status: 200 } })
  })
})
