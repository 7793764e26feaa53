import { describe, expect, it, vi } from 'vitest'
import type { SessionUser } from '../domain/account'
import type { Job } from '../domain/job'
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
const user = (role: SessionUser['role']): SessionUser => ({ id: 'u', displayName: null, role })

/** A job of `owner` in a state; `changed` is what the queue makes of it. */
function makeDeps(state: Job['state'], owner: string | null, changed: Job | null) {
  const find = (_id: string, userId: string | null, everybodys: boolean) =>
    Promise.resolve(everybodys || owner === null || owner === userId ? job(state) : null)
  const change = vi.fn(() => Promise.resolve(changed))
  return { jobs: { find }, queue: { stop: change, resume: change } }
}

describe('cancelling and resuming a job', () => {
  it('is for its owner, for operators, and for anybody who may change what is nobody’s', async () => {
    const allowed: [string | null, SessionUser | null, boolean?][] = [
      ['u', user('user')],
      ['other', user('operator')],
      ['other', null, true],
      [null, null],
    ]
    for (const [owner, who, isOperator] of allowed) {
      const deps = makeDeps('running', owner, job('running'))
      expect(await cancelJob(deps, 'j', who, isOperator)).toMatchObject({ id: 'j' })
    }
    for (const who of [user('user'), null]) {
      const deps = makeDeps('running', 'other', job('running'))
      await expect(cancelJob(deps, 'j', who)).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' })
      await expect(resumeJob(deps, 'j', who)).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' })
      expect(deps.queue.stop).not.toHaveBeenCalled()
    }
  })

  it('says why where there is nothing to stop, or to resume', async () => {
    const cancel = cancelJob(makeDeps('done', null, null), 'j', null)
    await expect(cancel).rejects.toMatchObject({ code: 'JOB_NOT_ACTIVE' })
    const running = resumeJob(makeDeps('running', null, null), 'j', null)
    await expect(running).rejects.toMatchObject({
      code: 'JOB_NOT_RESUMABLE',
      message: 'Only a job that failed, was cancelled or waits can be resumed.',
    })
    const old = resumeJob(makeDeps('failed', null, null), 'j', null)
    await expect(old).rejects.toMatchObject({ message: 'The job is from before jobs could be resumed.' })
  })
})
