import type { Request, RequestHandler, Response } from 'express'
import { DomainError } from '../../domain/errors'
import { nameBrowser } from '../../accounts/domain/browser-name'
import { ListenerName } from '../../taste/domain/listener-name'
import { parseInput } from '../../domain/input/input'
import type { FoundSession } from '../../accounts/sessions'
import type { RequestListener } from '../../trpc/context'
import { addressKey } from '../limits/address-key'
import { refuseFor, type RequestRates } from '../limits/limit-requests'
import { scopeOf, type RequestSession } from '../request-scope'

export type ListenerOptions = {
  sessions: {
    start: () => Promise<{ id: string; listenerId: string }>
    find: (id: string) => Promise<FoundSession | null>
    signIn: (userId: string, browser: string, old: string[]) => Promise<string>
    end: (ids: string[]) => Promise<void>
  }
  cookie: {
    read: (header: string | undefined) => Promise<string | null>
    toHeader: (id: string) => Promise<string>
    toEnd: () => Promise<string>
  }
  /** The listener of a tool's name. */
  getNamedListener: (name: string) => Promise<string>
}

/** Header by which a tool says for whom it asks. */
const NAME_HEADER = 'x-segue-listener'

/** Gives each request its listener. Nothing is looked up and nobody is remembered before a procedure asks. */
export function listenerOfRequest(options: ListenerOptions, rates: RequestRates): RequestHandler {
  return (request, response, next) => {
    const scope = scopeOf(request)
    if (scope.caller.kind === 'service') scope.listener = toNamed(request, options)
    else Object.assign(scope, toVisitor(request, response, options, rates))
    next()
  }
}

/** A tool names its listener; without a name nobody's taste counts, and nothing can be said. */
function toNamed(request: Request, { getNamedListener }: ListenerOptions): RequestListener {
  const name = request.get(NAME_HEADER)
  const find = once(async () =>
    name === undefined ? null : getNamedListener(parseInput(ListenerName, name)),
  )
  return {
    find,
    findUser: () => Promise.resolve(null),
    findSignIn: () => Promise.resolve(null),
    ensure: async () => {
      const id = await find()
      if (id !== null) return id
      throw new DomainError('LISTENER_UNKNOWN', 'The request does not say whose taste it is about.')
    },
  }
}

/**
 * A browser's listener by its session cookie. A cookie that is forged, broken or over is as good as none: whoever
 * brings it is a guest like any other, and remembered only with the first click or by signing in.
 */
function toVisitor(
  request: Request,
  response: Response,
  { sessions, cookie }: ListenerOptions,
  rates: RequestRates,
): { listener: RequestListener; session: RequestSession } {
  const give = async (id: string) => {
    response.append('set-cookie', await cookie.toHeader(id))
  }
  const findKnown = once(async () => {
    const id = await cookie.read(request.get('cookie'))
    const found = id === null ? null : await sessions.find(id)
    if (found?.renewed && !response.headersSent) await give(found.renewed)
    return found && { ...found, ids: [id, found.renewed].filter((one) => one !== null) }
  })
  const remember = once(async () => {
    // Each new guest is a row in the database.
    refuseFor(await rates.spend('guest', addressKey(request)), 'Too many new guests from this address.')
    const { id, listenerId } = await sessions.start()
    await give(id)
    return listenerId
  })
  let remembered = false
  const listener: RequestListener = {
    find: async () => (remembered ? remember() : ((await findKnown())?.listenerId ?? null)),
    findUser: async () => (await findKnown())?.user ?? null,
    findSignIn: async () => (await findKnown())?.signIn ?? null,
    ensure: async () => {
      const known = await findKnown()
      if (known !== null) return known.listenerId
      remembered = true
      return remember()
    },
  }
  const session: RequestSession = {
    signIn: async (userId) => {
      const browser = nameBrowser(request.get('user-agent'))
      await give(await sessions.signIn(userId, browser, (await findKnown())?.ids ?? []))
    },
    signOut: async () => {
      await sessions.end((await findKnown())?.ids ?? [])
      response.append('set-cookie', await cookie.toEnd())
    },
  }
  return { listener, session }
}

/** The same promise at every call. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let started: Promise<T> | null = null
  return () => (started ??= work())
}
