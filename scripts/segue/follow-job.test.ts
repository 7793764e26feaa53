import { TRPCClientError } from '@trpc/client'
import { expect, test } from 'vitest'
import type { Job } from '~server/domain/job'
import type { SegueClient } from '~server/client'
import { followJob } from './follow-job'
import { followHere } from './follow-here'
import type { ProgressState } from './progress'
import { createSink } from './test-support'

const job: Job = {
  id: 'j1',
  kind: 'import-file',
  state: 'queued',
  subject: 'tracks.csv',
  stage: 'starting',
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
  error: null,
}
const lost = () => new TRPCClientError('fetch failed', { cause: new Error('connect ECONNREFUSED') })

/** A client whose server says one thing after the other about the job. */
function clientOf(looks: (Job | Error)[]): SegueClient {
  const query = async () => {
    const look = looks.shift()
    if (look === undefined || look instanceof Error) throw look ?? lost()
    return look
  }
  // Where there is no stream of events, one looks.
  const subscribe = (_input: unknown, { onError }: { onError: () => void }) => {
    queueMicrotask(onError)
    return { unsubscribe: () => undefined }
  }
  return { job: { get: { query }, watch: { subscribe } } } as unknown as SegueClient
}

function recorder() {
  const states: ProgressState[] = []
  let stopped = false
  return {
    states,
    isStopped: () => stopped,
    update: (state: ProgressState) => states.push(state),
    stop: () => (stopped = true),
  }
}

test('a job is followed to its end', async () => {
  const progress = recorder()
  const running: Job = { ...job, state: 'running', stage: 'reading rows', done: 5 }
  const done = await followJob(clientOf([running, { ...running, state: 'done' }]), job, progress)
  expect(done.state).toBe('done')
  expect(progress.states.map(({ state, stage }) => [state, stage])).toEqual([
    ['queued', 'starting'],
    ['running', 'reading rows'],
  ])
  expect(progress.isStopped()).toBe(true)
})

test('a connection that is lost for a moment does not end it', async () => {
  const done = await followJob(clientOf([lost(), { ...job, state: 'done' }]), job, recorder())
  expect(done.state).toBe('done')
})

test('a job that failed fails with its own sentence', async () => {
  const error = { code: 'FILE_NOT_A_TABLE', message: 'It is empty.', hint: 'Upload a CSV file.' } as const
  const progress = recorder()
  await expect(
    followJob(clientOf([{ ...job, state: 'failed', error }]), job, progress),
  ).rejects.toMatchObject({
    code: 'FILE_NOT_A_TABLE',
    message: 'It is empty.',
    exitCode: 1,
  })
  expect(progress.isStopped()).toBe(true)
})

test('an answer that is a failure is not waited out', async () => {
  const gone = new TRPCClientError('gone', { meta: { response: {} } })
  await expect(followJob(clientOf([gone]), job, recorder())).rejects.toBe(gone)
})

test('Ctrl-C ends the following, not the job', async () => {
  const running: Job = { ...job, state: 'running' }
  let interrupt = () => {}
  const io = {
    stdout: createSink(),
    stderr: createSink(),
    env: {},
    cwd: '',
    onInterrupt: (listener: () => void) => {
      interrupt = listener
      return () => undefined
    },
  }
  const following = followHere({ client: clientOf([running, running, running]), io }, running)
  interrupt()
  await expect(following).rejects.toMatchObject({ code: 'INTERRUPTED', exitCode: 130 })
  await expect(following).rejects.toThrow('goes on')
})
