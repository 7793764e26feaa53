import { TRPCError } from '@trpc/server'
import { pino } from 'pino'
import { describe, expect, it, vi } from 'vitest'
import { DomainError, toDomainError } from '../domain/errors'
import type { SessionUser } from '../accounts/domain/account'
import { createContextInner, NOBODY, type Caller as Who, type RequestListener } from './context'
import { toReadable } from './init'
import { createCaller } from '../router'
import type { Job } from '../domain/job'
import type { Viewer } from '../domain/viewer'
import type { Services } from '../wiring/services'

const refuse = () => Promise.reject(new Error('not expected to be called'))

function fakeServices(changes: Partial<Services> = {}): Services {
  return {
    overview: refuse,
    openLink: refuse,
    openTracks: refuse,
    resolveLinks: refuse,
    matchLines: refuse,
    searchTracks: refuse,
    findSimilar: refuse,
    recordClick: refuse,
    removeClick: refuse,
    clearTaste: refuse,
    showTaste: refuse,
    markTracks: refuse,
    findNeighbours: vi.fn(async () => []),
    hearClip: refuse,
    findSimilarClip: refuse,
    clipLimits: () => ({ maxBytes: 1, maxSeconds: 1 }),
    continueMany: refuse,
    planJourney: refuse,
    listVersions: refuse,
    splitVersion: refuse,
    joinVersions: refuse,
    undoVersions: refuse,
    listTrackIds: vi.fn(async () => ({ ids: [], next: null })),
    summariseCatalog: refuse,
    summarisePlaylist: refuse,
    getJob: refuse,
    findJobOwner: refuse,
    listJobs: vi.fn(async () => []),
    describeJob: refuse,
    describeJobs: refuse,
    watchJob: refuse,
    cancelJob: refuse,
    resumeJob: refuse,
    retryFailures: refuse,
    importFile: refuse,
    recordAct: () => Promise.resolve(),
    listActs: refuse,
    importLimits: () => ({ maxBytes: 1 }),
    imported: { listLists: refuse, listFiles: refuse, remove: refuse },
    indexStatus: refuse,
    rebuildIndex: refuse,
    latestQuality: refuse,
    runEvaluation: refuse,
    rollBackIndex: refuse,
    verifyIndex: refuse,
    previewRetention: refuse,
    examine: refuse,
    examineAccount: refuse,
    accounts: {
      completeSignIn: refuse,
      describe: refuse,
      listPlaylists: refuse,
      listSessions: refuse,
      endSessions: refuse,
      disconnect: refuse,
      exportAll: refuse,
    },
    ...changes,
  }
}

type CallOptions = {
  services?: Partial<Services>
  caller?: Who
  openAccess?: boolean
  /** Only this machine reaches the instance. */
  local?: boolean
  user?: SessionUser | null
  signedInAt?: Date
}

function call(options: CallOptions = {}) {
  const {
    caller = { kind: 'guest' },
    openAccess = true,
    local = false,
    user = null,
    signedInAt = new Date(),
  } = options
  const listener: RequestListener = {
    ...NOBODY,
    findUser: () => Promise.resolve(user),
    findSignIn: () => Promise.resolve(user && { session: 's', at: signedInAt }),
  }
  const services = fakeServices(options.services)
  return createCaller(
    createContextInner({
      services,
      log: pino({ level: 'silent' }),
      toDomainError,
      caller,
      openAccess,
      guestsMayImport: local,
      listener,
    }),
  )
}

/** What the caller is told: a TRPCError that carries the DomainError. */
async function refusal(work: Promise<unknown>): Promise<DomainError> {
  try {
    await work
  } catch (error) {
    if (error instanceof TRPCError) return toReadable(error)
    throw error
  }
  throw new Error('the call went through')
}

const tool = (role: 'reader' | 'operator', useOnce: () => Promise<boolean> = async () => true): Who => ({
  kind: 'service',
  role,
  subject: 'tool',
  useOnce,
})

describe('the rights of a procedure', () => {
  it('let guests and pages read an open instance and nobody but tools a private one', async () => {
    const guests: Who[] = [{ kind: 'guest' }, { kind: 'browser' }]
    for (const caller of guests) {
      expect(await call({ caller }).job.list({})).toEqual([])
      expect(await refusal(call({ caller, openAccess: false }).job.list({}))).toMatchObject({
        code: 'TOKEN_MISSING',
      })
    }
    expect(await call({ caller: tool('reader'), openAccess: false }).job.list({})).toEqual([])
  })

  it('let only operators change the index', async () => {
    const services = { rebuildIndex: vi.fn(async () => ({ id: 'j' }) as never) }
    expect(await refusal(call({ services }).index.rebuild())).toMatchObject({
      code: 'TOKEN_MISSING',
      status: 401,
    })
    expect(await refusal(call({ services, caller: { kind: 'browser' } }).index.rebuild())).toMatchObject({
      status: 401,
    })
    expect(await refusal(call({ services, caller: tool('reader') }).index.rebuild())).toMatchObject({
      code: 'FORBIDDEN',
      status: 403,
    })
    expect(services.rebuildIndex).not.toHaveBeenCalled()
    await call({ services, caller: tool('operator') }).index.rebuild()
    expect(services.rebuildIndex).toHaveBeenCalledTimes(1)
  })

  it('spend a token on what writes and not on what reads', async () => {
    const useOnce = vi.fn<() => Promise<boolean>>().mockResolvedValueOnce(true).mockResolvedValue(false)
    const services = { openLink: vi.fn(async () => ({ kind: 'track', id: 'x' }) as const) }
    const api = call({ services, caller: tool('reader', useOnce) })
    await api.job.list({})
    await api.track.ids({})
    expect(useOnce).not.toHaveBeenCalled()
    await api.link.open({ url: 'x' })
    expect(await refusal(api.link.open({ url: 'x' }))).toMatchObject({ code: 'TOKEN_REPLAYED', status: 401 })
    expect(services.openLink).toHaveBeenCalledTimes(1)
  })

  it('do not spend an operator’s token on a call that its role does not allow', async () => {
    const useOnce = vi.fn(async () => true)
    await refusal(call({ caller: tool('reader', useOnce) }).index.rebuild())
    expect(useOnce).not.toHaveBeenCalled()
  })
})

describe('changing a job', () => {
  const id = '00000000-0000-4000-8000-000000000000'
  const operator: SessionUser = { id: 'o', displayName: null, role: 'operator' }
  const user: SessionUser = { ...operator, id: 'u', role: 'user' }
  const page: CallOptions = { caller: { kind: 'browser' } }

  /** A job as the repository shows it: of a user (null: the instance's), to them, to the instance's and to operators. */
  function jobOf(owner: string | null, kind: Job['kind'] = 'import-file') {
    const job = { id, kind } as Job
    const change = vi.fn(async () => job)
    const getJob = vi.fn(async (_id: string, { userId, isOperator, seesInstance }: Viewer) => {
      const open = owner === null && (seesInstance || kind === 'ingest-playlist')
      if (isOperator || open || (owner !== null && owner === userId)) return job
      throw new DomainError('JOB_NOT_FOUND', 'There is no such job.')
    })
    const findJobOwner = async () => owner
    const services = { getJob, findJobOwner, cancelJob: change, resumeJob: change, retryFailures: change }
    return { change, services }
  }

  it.each(['cancel', 'resume', 'retry'] as const)('%s: operators may, whoever’s it is', async (what) => {
    for (const options of [{ caller: tool('operator') }, { ...page, user: operator }]) {
      const { services, change } = jobOf('another', 'rebuild-index')
      await call({ ...options, services }).job[what]({ id })
      expect(change).toHaveBeenCalledExactlyOnceWith(id, expect.objectContaining({ isOperator: true }))
    }
  })

  it('is not for others, who do not see it', async () => {
    const callers: CallOptions[] = [
      { caller: { kind: 'guest' } },
      page,
      { ...page, local: true },
      { ...page, user },
      { caller: tool('reader') },
    ]
    for (const options of callers) {
      const { services, change } = jobOf('another')
      const told = await refusal(call({ ...options, services }).job.cancel({ id }))
      expect(told.code).toBe('JOB_NOT_FOUND')
      expect(change).not.toHaveBeenCalled()
    }
  })

  it('is for its owner', async () => {
    const { services, change } = jobOf('u')
    await call({ ...page, user, services }).job.cancel({ id })
    expect(change).toHaveBeenCalledTimes(1)
  })

  it('of the instance is for everybody at this machine, an import for its pages only', async () => {
    const allowed: [Job['kind'], CallOptions][] = [
      ['ingest-playlist', { caller: { kind: 'guest' }, local: true }],
      ['describe-tracks', { ...page, local: true }],
      ['import-file', { ...page, local: true }],
    ]
    const refused: [Job['kind'], CallOptions][] = [
      ['ingest-playlist', page],
      ['ingest-playlist', { caller: tool('reader'), local: true }],
      ['import-file', { caller: { kind: 'guest' }, local: true }],
      ['rebuild-index', { ...page, user, local: true }],
    ]
    for (const [kind, options] of allowed) {
      const { services, change } = jobOf(null, kind)
      await call({ ...options, services }).job.cancel({ id })
      expect(change).toHaveBeenCalledTimes(1)
    }
    for (const [kind, options] of refused) {
      const told = await refusal(
        call({ ...options, services: jobOf(null, kind).services }).job.cancel({ id }),
      )
      expect(told.code).toBe('FORBIDDEN')
    }
  })
})

describe('a failed call', () => {
  it('carries the sentence of the service', async () => {
    const getJob = () => Promise.reject(new DomainError('JOB_NOT_FOUND', 'There is no such job.'))
    const id = '00000000-0000-4000-8000-000000000000'
    expect(await refusal(call({ services: { getJob } }).job.get({ id }))).toMatchObject({
      code: 'JOB_NOT_FOUND',
      status: 404,
      message: 'There is no such job.',
    })
  })

  it('says nothing of what broke inside', async () => {
    const listJobs = () => Promise.reject(new Error('relation "jobs" does not exist'))
    const known = await refusal(call({ services: { listJobs } }).job.list({}))
    expect(known.code).toBe('INTERNAL')
    expect(JSON.stringify(known.toBody())).not.toContain('relation')
  })

  it.each([
    ['k', { id: 'x', k: 0 }, 'at least 1'],
    ['k', { id: 'x', k: 101 }, 'at most 100'],
    ['k', { id: 'x', k: 1.5 }, 'whole number'],
    ['k', { id: 'x', k: 'many' }, 'whole number'],
    ['mode', { id: 'x', mode: 'random' }, 'mode must be'],
    ['id', { id: '' }, 'Give the id'],
    ['id', { id: 'x'.repeat(65) }, 'not the id'],
  ])('by the field %s of %j says what is wrong with it', async (field, input, words) => {
    const known = await refusal(call().similar.find(input as never))
    expect(known).toMatchObject({ code: 'INPUT_INVALID', status: 400 })
    expect(known.message).toContain(words)
    expect(known.hint).toContain(`"${field}"`)
  })

  it('bounds a batch', async () => {
    expect(await refusal(call().similar.batch({ ids: [] }))).toMatchObject({ code: 'INPUT_INVALID' })
    expect(
      (await refusal(call().similar.batch({ ids: Array.from({ length: 501 }, () => 'x') }))).message,
    ).toContain('At most 500')
    expect(await call().similar.batch({ ids: Array.from({ length: 500 }, () => 'x') })).toEqual([])
  })
})

describe('somebody who is signed in', () => {
  const user: SessionUser = { id: 'u', displayName: 'Mirela', role: 'user' }
  const operator: SessionUser = { ...user, role: 'operator' }
  const browser: Who = { kind: 'browser' }
  const rebuildIndex = vi.fn(() => Promise.resolve({} as Job))

  it('reads where the instance is private', async () => {
    expect((await refusal(call({ openAccess: false }).job.list({ limit: 1 }))).code).toBe('TOKEN_MISSING')
    expect(await call({ openAccess: false, user }).job.list({ limit: 1 })).toEqual([])
  })

  it('changes the index as an operator, from a page of this instance only', async () => {
    await call({ caller: browser, user: operator, services: { rebuildIndex } }).index.rebuild()
    expect(rebuildIndex).toHaveBeenCalledTimes(1)
    expect((await refusal(call({ caller: browser, user }).index.rebuild())).code).toBe('FORBIDDEN')
    expect((await refusal(call({ user: operator }).index.rebuild())).code).toBe('TOKEN_MISSING')
    const signedInAt = new Date(Date.now() - 16 * 60_000)
    const late = call({ caller: browser, user: operator, signedInAt, services: { rebuildIndex } })
    expect((await refusal(late.index.rebuild())).code).toBe('SIGN_IN_TO_CONFIRM')
    expect((await refusal(call({ caller: browser }).index.rebuild())).code).toBe('TOKEN_MISSING')
  })

  it('is named in the log of acts with what became of them, and so are tools; strangers are not', async () => {
    const recordAct = vi.fn(() => Promise.resolve())
    const services = { rebuildIndex, recordAct }
    await call({ caller: browser, user: operator, services }).index.rebuild()
    await refusal(call({ caller: browser, user, services }).index.rebuild())
    await call({ caller: tool('operator'), services }).index.rebuild()
    await refusal(call({ services }).index.rebuild())
    const act = { act: 'index.rebuild', address: null }
    expect(recordAct.mock.calls).toEqual([
      [{ ...act, actor: { kind: 'user', id: 'u' }, outcome: 'done', detail: 'operator' }],
      [{ ...act, actor: { kind: 'user', id: 'u' }, outcome: 'refused', detail: 'user' }],
      [{ ...act, actor: { kind: 'tool', id: 'tool' }, outcome: 'done', detail: null }],
    ])
  })

  it('is who may ask for what is their own', async () => {
    expect((await refusal(call().account.playlists({}))).code).toBe('SIGN_IN_NEEDED')
    expect((await refusal(call().account.disconnect())).code).toBe('SIGN_IN_NEEDED')
    expect(await call().account.me()).toBeNull()
  })
})
