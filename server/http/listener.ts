import type { Request, RequestHandler, Response } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import { DomainError } from '../domain/errors'
import { ListenerName } from '../domain/taste/listener-name'
import { parseInput } from '../domain/input'
import type { FoundSession } from '../services/sessions'
import type { RequestListener } from '../trpc/context'
import { scopeOf, type RequestSession } from './request-scope'

export type ListenerOptions = {
  sessions: {
    start: () => Promise<{ id: string; listenerId: string }>
    find: (id: string) => Promise<FoundSession | null>
    signIn: (userId: string, old: string[]) => Promise<string>
    end: (ids: string[]) => Promise<void>
  }
  cookie: {
    read: (header: string | undefined) => Promise<string | null>
    toHeader: (id: string) => Promise<string>
    toEnd: () => Promise<string>
  }
  /** The listener of a tool's name. */
  getNamedListener: (name: string) => Promise<string>
  guestsPerHour: number
}

/** Header by which a tool says for whom it asks. */
const NAME_HEADER = 'x-segue-listener'
const HOUR_MS = 3_600_000

/** Gives each request its listener. Nothing is looked up and nobody is remembered before a procedure asks. */
export function listenerOfRequest(options: ListenerOptions): RequestHandler {
  const limitGuests = createGuestLimit(options.guestsPerHour)
  return (request, response, next) => {
    const scope = scopeOf(request)
    if (scope.caller.kind === 'service') scope.listener = toNamed(request, options)
    else Object.assign(scope, toVisitor(request, response, options, limitGuests))
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
  limitGuests: (request: Request, response: Response) => Promise<void>,
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
    await limitGuests(request, response)
    const { id, listenerId } = await sessions.start()
    await give(id)
    return listenerId
  })
  let remembered = false
  const listener: RequestListener = {
    find: async () => (remembered ? remember() : ((await findKnown())?.listenerId ?? null)),
    findUser: async () => (await findKnown())?.user ?? null,
    ensure: async () => {
      const known = await findKnown()
      if (known !== null) return known.listenerId
      remembered = true
      return remember()
    },
  }
  const session: RequestSession = {
    signIn: async (userId) => {
      await give(await sessions.signIn(userId, (await findKnown())?.ids ?? []))
    },
    signOut: async () => {
      await sessions.end((await findKnown())?.ids ?? [])
      response.append('set-cookie', await cookie.toEnd())
    },
  }
  return { listener, session }
}

/** Each new guest is a row in the database: one address may be so many an hour. */
function createGuestLimit(perHour: number) {
  const limit = rateLimit({
    windowMs: HOUR_MS,
    limit: perHour,
    standardHeaders: false,
    legacyHeaders: false,
    keyGenerator: (request) => (request.ip === undefined ? 'gone' : ipKeyGenerator(request.ip)),
    handler: (_request, _response, next) => {
      next(
        new DomainError('RATE_LIMITED', 'Too many new guests from this address.', {
          retryAfterSeconds: 3600,
        }),
      )
    },
  })
  return (request: Request, response: Response): Promise<void> =>
    new Promise((resolve, reject) => {
      limit(request, response, (error?: unknown) => {
        if (error instanceof Error) reject(error)
        else resolve()
      })
    })
}

/** The same promise at every call. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let started: Promise<T> | null = null
  return () => (started ??= work())
}
