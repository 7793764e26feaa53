import { initTRPC, TRPCError, type TRPC_ERROR_CODE_KEY } from '@trpc/server'
import { ZodError } from 'zod'
import { DomainError, toDomainError } from '../domain/errors'
import { toInputError } from '../domain/input/input'
import { checkStorable } from '../domain/input/storable-input'
import { findActor, toOutcome } from './audit'
import type { Context } from './context'
import { costOf } from './costs'

/** A quiet stream says so, before proxies (60 s as a rule) take it for dead. */
const PING_MS = 10_000
const STREAM_MS = 15 * 60_000

const t = initTRPC.context<Context>().create({
  // Never a stack on the wire, whatever NODE_ENV says.
  isDev: false,
  // A stream ends after a while and the reader comes back, so that rights are looked at again.
  sse: {
    ping: { enabled: true, intervalMs: PING_MS },
    client: { reconnectAfterInactivityMs: 3 * PING_MS },
    maxDurationMs: STREAM_MS,
  },
  errorFormatter({ shape, error, ctx }) {
    const domain = toReadable(error)
    return {
      ...shape,
      message: domain.message,
      data: { ...shape.data, httpStatus: domain.status, domain: domain.toBody(ctx?.requestId).error },
    }
  },
})

export const router = t.router
export const createCallerFactory = t.createCallerFactory

/** The failure that a reader is told about: input that does not parse included. */
export function toReadable(error: TRPCError): DomainError {
  if (error.cause instanceof ZodError) return toInputError(error.cause)
  const known = toDomainError(error)
  if (known.code !== 'INTERNAL') return known
  if (error.code === 'PAYLOAD_TOO_LARGE') {
    return new DomainError('BODY_TOO_LARGE', 'The request is too large.')
  }
  if (error.code === 'NOT_FOUND') return new DomainError('PAGE_NOT_FOUND', 'There is no such procedure.')
  if (error.code === 'METHOD_NOT_SUPPORTED') {
    return new DomainError('INPUT_INVALID', 'This procedure needs another HTTP method.')
  }
  if (
    error.code === 'PARSE_ERROR' ||
    error.code === 'BAD_REQUEST' ||
    error.code === 'UNSUPPORTED_MEDIA_TYPE'
  ) {
    return new DomainError('INPUT_INVALID', 'The request could not be read.', {
      hint: 'Send JSON as the tRPC client does.',
    })
  }
  return known
}

/** Turns what a service throws into a TRPCError once, for HTTP and callers alike, and logs it at its level. */
const translated = t.procedure.use(async ({ ctx, path, next }) => {
  const startedAt = performance.now()
  const result = await next()
  const log = ctx.log.child({ procedure: path, ms: Math.round(performance.now() - startedAt) })
  if (result.ok) {
    log.debug('done')
    return result
  }
  // What tRPC itself refuses (input that does not parse, a body too large) has no cause that knows how to speak.
  const known =
    result.error.code === 'INTERNAL_SERVER_ERROR' ? ctx.toDomainError(result.error) : toReadable(result.error)
  if (known.code === 'INTERNAL') log.error({ err: result.error.cause ?? result.error }, 'procedure failed')
  else log.info({ reason: known.code }, known.message)
  throw new TRPCError({ code: trpcCode(known.status), message: known.message, cause: known })
})

/** What every call has to pass: its input can be kept, and whoever asks has points for it. */
const admitted = translated.use(async ({ ctx, path, getRawInput, next }) => {
  const input = await getRawInput()
  checkStorable(input)
  const cost = costOf(path, input)
  if (cost > 0) await ctx.spend(cost)
  return next()
})

/** Keeps in the log of acts that somebody known changed something, or was not let. */
export const audit = t.middleware(async ({ ctx, path, type, next }) => {
  const result = await next()
  const actor = type === 'mutation' ? await findActor(ctx) : null
  if (actor === null) return result
  const outcome = result.ok ? 'done' : toOutcome(toReadable(result.error))
  const role = (await ctx.listener.findUser())?.role ?? null
  await ctx.services.recordAct({ actor, address: ctx.address, act: path, outcome, detail: role })
  return result
})
const audited = admitted.use(audit)

/** Open to everybody, also where the instance is private: tells whoever asks about themselves. */
export const openProcedure = admitted

/** Reads the catalog: everybody where the instance is open, else users and tools with a service token. */
export const readProcedure = admitted.use(async ({ ctx, next }) => {
  await checkMayRead(ctx)
  return next()
})

/** Throws TOKEN_MISSING where whoever asks may not read the catalog. */
export async function checkMayRead({ caller, openAccess, listener }: Context): Promise<void> {
  if (caller.kind === 'service' || openAccess || (await listener.findUser())) return
  throw new DomainError('TOKEN_MISSING', 'This instance is private.', {
    hint: 'Sign in with Spotify, or send `Authorization: Bearer` with a token from `segue token`.',
  })
}

/** Asks for something that may add to the catalog; a service token opens it once. */
export const askProcedure = readProcedure.use(async ({ ctx, next }) => {
  await spendToken(ctx)
  return next()
})

/** For somebody who is signed in, in a browser. */
export const userProcedure = audited.use(async ({ ctx, next }) => {
  const user = await ctx.listener.findUser()
  if (!user) throw new DomainError('SIGN_IN_NEEDED', 'This is for people who are signed in.')
  return next({ ctx: { user } })
})

/**
 * Changes the catalog or the index: operators only, with a service token or signed in on a page of this instance.
 * `operator` names them.
 */
export const operatorProcedure = audited.use(async ({ ctx, next }) => {
  if (ctx.caller.kind === 'service') {
    if (ctx.caller.role !== 'operator') throw new DomainError('FORBIDDEN', 'This token may only read.')
    await spendToken(ctx)
    return next({ ctx: { operator: ctx.caller.subject } })
  }
  const user = ctx.caller.kind === 'browser' ? await ctx.listener.findUser() : null
  if (!user) throw new DomainError('TOKEN_MISSING', 'This needs a service token.')
  if (user.role !== 'operator') {
    throw new DomainError('FORBIDDEN', 'This is for the operator of this instance.')
  }
  return next({ ctx: { operator: user.displayName ?? user.id } })
})

/** How long a sign-in counts as proof of who it is that changes what others see. */
const CONFIRMED_MS = 15 * 60_000

/** What cannot be undone at once: an operator in a browser signs in anew for it. */
export const confirmedProcedure = operatorProcedure.use(async ({ ctx, next }) => {
  await checkConfirmed(ctx)
  return next()
})

/** Throws SIGN_IN_TO_CONFIRM where whoever is signed in in a browser did so too long ago. */
async function checkConfirmed({ caller, listener }: Context): Promise<void> {
  if (caller.kind === 'service') return
  const signIn = await listener.findSignIn()
  if (signIn && Date.now() - signIn.at.getTime() <= CONFIRMED_MS) return
  throw new DomainError('SIGN_IN_TO_CONFIRM', 'This needs a sign-in of the last 15 minutes.')
}

/**
 * Brings a file of tracks: operators, people who are signed in, and guests where only this machine reaches the instance,
 * on a page of it.
 */
export const importProcedure = audited.use(async ({ ctx, next }) => {
  await checkMayImport(ctx)
  await spendToken(ctx)
  return next()
})

/** Deletes what somebody imported: whoever may import, and who is signed in signs in anew for it. */
export const deleteProcedure = importProcedure.use(async ({ ctx, next }) => {
  if (await ctx.listener.findUser()) await checkConfirmed(ctx)
  return next()
})

/** Throws FORBIDDEN, TOKEN_MISSING or SIGN_IN_NEEDED where whoever asks may not bring a file of tracks. */
export async function checkMayImport(ctx: Context): Promise<void> {
  const { caller } = ctx
  if (caller.kind === 'service') {
    if (caller.role === 'operator') return
    throw new DomainError('FORBIDDEN', 'This token may only read.')
  }
  if (caller.kind === 'guest') throw new DomainError('TOKEN_MISSING', 'This needs a service token.')
  if (await mayImport(ctx)) return
  throw new DomainError('SIGN_IN_NEEDED', 'Files are imported by people who are signed in.')
}

/** Whether somebody in a browser may import files. */
export async function mayImport({ guestsMayImport, listener }: Context): Promise<boolean> {
  return guestsMayImport || (await listener.findUser()) !== null
}

async function spendToken({ caller }: Context): Promise<void> {
  if (caller.kind === 'service' && !(await caller.useOnce())) {
    throw new DomainError('TOKEN_REPLAYED', 'This service token was used for a writing request before.')
  }
}

function trpcCode(status: number): TRPC_ERROR_CODE_KEY {
  return CODES[status] ?? 'INTERNAL_SERVER_ERROR'
}

const CODES: Record<number, TRPC_ERROR_CODE_KEY> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'UNPROCESSABLE_CONTENT',
  429: 'TOO_MANY_REQUESTS',
  499: 'CLIENT_CLOSED_REQUEST',
  502: 'BAD_GATEWAY',
  503: 'SERVICE_UNAVAILABLE',
  504: 'GATEWAY_TIMEOUT',
  507: 'SERVICE_UNAVAILABLE',
}
