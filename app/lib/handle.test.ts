import { describe, expect, it } from 'vitest'
import { findRefresh } from './handle'
import { isWaiting } from '~/ui/jobs/job-state'

const handle = { refreshSeconds: (data: unknown) => (isWaiting(data) ? 2 : null) }

describe('findRefresh', () => {
  it('asks for a refresh while the job of a page is not done', () => {
    for (const state of ['queued', 'running']) {
      expect(
        findRefresh([
          { handle: undefined, data: null },
          { handle, data: { job: { state } } },
        ]),
      ).toBe(2)
    }
  })

  it('asks for none once there is nothing to wait for', () => {
    for (const data of [
      { job: { state: 'done' } },
      { job: { state: 'failed' } },
      { job: null },
      null,
      undefined,
    ]) {
      expect(findRefresh([{ handle, data }])).toBeNull()
    }
  })

  it('asks for none on pages that say nothing of it', () => {
    expect(findRefresh([{ handle: {}, data: { job: { state: 'running' } } }])).toBeNull()
  })
})
