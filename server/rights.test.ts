import { readFileSync } from 'node:fs'
import path from 'node:path'
import { TRPCError } from '@trpc/server'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import type { SessionUser } from './accounts/domain/account'
import { DomainError, toDomainError, type ErrorCode } from './domain/errors'
import type { Viewer } from './domain/viewer'
import { createContextInner, NOBODY, type Caller, type Context } from './trpc/context'
import { toReadable } from './trpc/init'
import { appRouter, createCaller } from './router'
import type { Services } from './wiring/services'

const OWNER: SessionUser = { id: 'owner', displayName: null, role: 'user' }
const page: Caller = { kind: 'browser' }
const tool = (role: 'reader' | 'operator'): Caller => ({
  kind: 'service',
  role,
  subject: 'tool',
  useOnce: () => Promise.resolve(true),
})

type Identity = {
  caller: Caller
  user?: SessionUser
  openAccess?: boolean
  local?: boolean
  signedInAt?: Date
}
/** In the order of the table's columns; who is signed in and tools have the same rights on an open and a private instance. */
const IDENTITIES: Record<string, Identity> = {
  'guest, open': { caller: page, openAccess: true },
  'guest, private': { caller: page, openAccess: false },
  'guest, own machine': { caller: page, openAccess: true, local: true },
  user: { caller: page, user: OWNER },
  'another user': { caller: page, user: { ...OWNER, id: 'another' } },
  operator: { caller: page, user: { ...OWNER, id: 'operator', role: 'operator' } },
  'reader token': { caller: tool('reader') },
  'operator token': { caller: tool('operator') },
}

const id = '00000000-0000-4000-8000-000000000000'
/** An input that each procedure takes; those that need none are not named. */
const INPUTS: Record<string, unknown> = {
  'account.playlists': {},
  'acts.list': {},
  'account.endSessions': { all: true },
  'catalog.overview': undefined,
  'clip.find': { clip: 'x' },
  'clip.hear': new Uint8Array(1),
  'doctor.account': { spotifyId: 'x' },
  'import.file': new Blob(['x']),
  'import.lists': {},
  'import.remove': { all: true },
  'index.rollback': {},
  'job.list': {},
  'job.overview': {},
  'journey.plan': { from: 'x', to: 'y' },
  'link.open': { url: 'x' },
  'link.openTracks': { links: ['x'] },
  'link.resolve': { links: ['x'] },
  'match.lines': { text: 'x' },
  'playlist.summary': { id },
  'quality.run': {},
  'search.tracks': { q: 'x' },
  'similar.batch': { ids: ['x'] },
  'similar.continue': { lists: [{ key: 'x', seeds: ['x'] }] },
  'similar.find': { id: 'x' },
  'taste.marks': { tracks: [] },
  'taste.remove': { track: 'x' },
  'taste.set': { track: 'x', kind: 'like' },
  'track.ids': {},
  'versions.join': { id: 'x', other: 'y' },
  'versions.list': { id: 'x' },
  'versions.split': { id: 'x' },
  'versions.undo': { id: 'x' },
  ...Object.fromEntries(
    ['get', 'describe', 'watch', 'cancel', 'resume', 'retry'].map((verb) => [`job.${verb}`, { id }]),
  ),
}

/** One list and one job, both of OWNER's; everything else answers whoever gets as far. */
function fakeServices(): Services {
  const ifSeen = (code: ErrorCode, viewer: Viewer, seen: boolean) => {
    if (seen || viewer.userId === OWNER.id) return Promise.resolve({ id, kind: 'import-file', job: { id } })
    return Promise.reject(new DomainError(code, 'It is not there.'))
  }
  const seeJob = (_id: string, viewer: Viewer) => ifSeen('JOB_NOT_FOUND', viewer, viewer.isOperator)
  const own: Record<string, unknown> = {
    getJob: seeJob,
    describeJob: seeJob,
    watchJob: (_id: string, _from: unknown, viewer: Viewer) => seeJob(_id, viewer),
    findJobOwner: () => Promise.resolve(OWNER.id),
    summarisePlaylist: (_id: string, viewer: Viewer) => ifSeen('PLAYLIST_NOT_FOUND', viewer, false),
  }
  const anything = () => Promise.resolve({ id })
  const things = new Proxy({}, { get: () => anything })
  return new Proxy(
    {},
    {
      get: (_target, name: string) =>
        name === 'accounts' || name === 'imported' ? things : (own[name] ?? anything),
    },
  ) as Services
}

function contextOf({ caller, user, openAccess = true, local = false, signedInAt }: Identity): Context {
  return createContextInner({
    services: fakeServices(),
    log: pino({ level: 'silent' }),
    toDomainError,
    caller,
    openAccess,
    guestsMayImport: local,
    listener: {
      ...NOBODY,
      findUser: () => Promise.resolve(user ?? null),
      findSignIn: () => Promise.resolve(user ? { session: id, at: signedInAt ?? new Date() } : null),
    },
    upload: { filename: 'x.csv', name: null, replace: false },
  })
}

/** Why a caller is turned away: what is asked for is not for them, or not there for them. */
const REFUSALS = new Set<ErrorCode>([
  'TOKEN_MISSING',
  'FORBIDDEN',
  'SIGN_IN_NEEDED',
  'JOB_NOT_FOUND',
  'PLAYLIST_NOT_FOUND',
])

async function isLetIn(procedure: string, context: Context): Promise<boolean> {
  const code = await findRefusal(procedure, context)
  return code === null || !REFUSALS.has(code)
}

/** The code with which a call fails; null where it does not. */
async function findRefusal(procedure: string, context: Context): Promise<ErrorCode | null> {
  const [noun = '', verb = ''] = procedure.split('.')
  const nouns = createCaller(context) as unknown as Record<
    string,
    Record<string, (input: unknown) => unknown>
  >
  try {
    await nouns[noun]?.[verb]?.(INPUTS[procedure])
    return null
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error
    const { code, message } = toReadable(error)
    if (code === 'INPUT_INVALID') throw new Error(`${procedure} needs an input: ${message}`, { cause: error })
    return code
  }
}

const guide = readFileSync(path.resolve(import.meta.dirname, '../docs/security.md'), 'utf8')
const rows = guide.split('\n').flatMap((line) => {
  const [name, ...cells] = line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
  return name?.startsWith('`') ? [{ name: name.replaceAll('`', ''), cells }] : []
})
const procedures = Object.keys(appRouter._def.procedures).sort()

describe('the table of rights in docs/security.md', () => {
  it('has a row for every procedure', () => {
    const listed = rows.map(({ name }) => name).filter((name) => /^\w+\.\w+$/.test(name))
    expect(listed.sort()).toEqual(procedures)
  })

  it.each(procedures)('is what %s does for each of those who may call it', async (procedure) => {
    const said = rows.find(({ name }) => name === procedure)?.cells
    const done: string[] = []
    for (const identity of Object.values(IDENTITIES)) {
      const answer = await isLetIn(procedure, contextOf(identity))
      // Who is signed in and tools have the same rights where the instance is private.
      if (identity.openAccess === undefined) {
        expect(await isLetIn(procedure, contextOf({ ...identity, openAccess: false }))).toBe(answer)
      }
      done.push(answer ? 'yes' : 'no')
    }
    expect(said).toEqual(done)
  })

  it('names those that ask for a new sign-in', async () => {
    const [line = ''] = /What cannot be undone[^:]*/.exec(guide.replaceAll('\n', ' ')) ?? []
    const said = [...line.matchAll(/`(\w+\.\w+)`/g)].map(([, name]) => name)
    const late = { ...IDENTITIES.operator, caller: page, signedInAt: new Date(Date.now() - 16 * 60_000) }
    const refused: string[] = []
    for (const procedure of procedures) {
      const code = await findRefusal(procedure, contextOf(late))
      if (code === 'SIGN_IN_TO_CONFIRM') refused.push(procedure)
    }
    expect(said.sort()).toEqual(refused)
  })
})
