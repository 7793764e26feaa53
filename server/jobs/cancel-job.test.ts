import { describe, expect, it, vi } from 'vitest'
import type { Job } from '../domain/job'
import { STRANGER, type Viewer } from '../domain/viewer'
import { cancelJob } from './cancel-job'
import { resumeJob } from './resume-job'

const job = (state: Job['state']): Job => ({
  id: 'j',
  kind: 'import-file',
  state,
  subject: 'songs.csv',
  stage: state,
  done: 0,
  total: null,
  rate: null,
  etaSeconds: null,
  waiting: null,
  priority: 'person',
  attempt: 1,
  notBefore: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  finishedAt: null,
  report: null,
  error: null,
})
const user: Viewer = { ...STRANGER, userId: 'u' }

/** A job of `owner` in a state; `changed` is what the queue makes of it. */
function makeDeps(state: Job['state'], owner: string, changed: Job | null) {
  const find = (_id: string, { userId, isOperator }: Viewer) =>
    Promise.resolve(isOperator || owner === userId ? job(state) : null)
  const change = vi.fn(() => Promise.resolve(changed))
  return { jobs: { find }, queue: { stop: change, resume: change } }
}

describe('cancelling and resuming a job', () => {
  it('is for whoever sees it, and gives it as they see it', async () => {
    for (const [owner, viewer] of [
      ['u', user],
      ['other', { ...user, isOperator: true }],
    ] as const) {
      const deps = makeDeps('running', owner, { ...job('cancelled'), subject: 'secret.csv' })
      expect(await cancelJob(deps, 'j', viewer)).toMatchObject({ id: 'j', subject: 'songs.csv' })
      expect(await resumeJob(deps, 'j', viewer)).toMatchObject({ id: 'j', subject: 'songs.csv' })
    }
    for (const viewer of [user, STRANGER]) {
      const deps = makeDeps('running', 'other', job('running'))
      await expect(cancelJob(deps, 'j', viewer)).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' })
      await expect(resumeJob(deps, 'j', viewer)).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' })
      expect(deps.queue.stop).not.toHaveBeenCalled()
    }
  })

  it('says why where there is nothing to stop, or to resume', async () => {
    const cancel = cancelJob(makeDeps('done', 'u', null), 'j', user)
    await expect(cancel).rejects.toMatchObject({ code: 'JOB_NOT_ACTIVE' })
    const running = resumeJob(makeDeps('running', 'u', null), 'j', user)
    await expect(running).rejects.toMatchObject({
      code: 'JOB_NOT_RESUMABLE',
      message: 'Only a job that failed, was cancelled or waits can be resumed.',
    })
    const old = resumeJob(makeDeps('failed', 'u', null), 'j', user)
    await expect(old).rejects.toMatchObject({ message: 'The job is from before jobs could be resumed.' })
  })
})
