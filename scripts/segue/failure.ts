import { TRPCClientError } from '@trpc/client'
import { z } from 'zod'
import { isDomainError } from '~server/domain/errors'

/** What a shell learns of a command. */
export const EXIT = { done: 0, failed: 1, usage: 2, unreachable: 3, interrupted: 130 } as const

type Options = { exitCode?: number; cause?: unknown; requestId?: string | undefined; choices?: unknown[] }

/** The end of a command that did not do what was asked: a sentence, a way out, and the exit code. */
export class Failure extends Error {
  readonly code: string
  readonly hint: string
  readonly exitCode: number
  /** By which the server's log names the request. */
  readonly requestId: string | undefined
  /** What was meant, where there are several. */
  readonly choices: unknown[] | undefined

  constructor(code: string, message: string, hint: string, options: Options = {}) {
    super(message, { cause: options.cause })
    this.code = code
    this.hint = hint
    this.exitCode = options.exitCode ?? EXIT.failed
    this.requestId = options.requestId
    this.choices = options.choices
  }

  toBody(): { code: string; message: string; hint: string; requestId?: string; choices?: unknown[] } {
    const { code, message, hint, requestId, choices } = this
    return { code, message, hint, ...(requestId !== undefined && { requestId }), ...(choices && { choices }) }
  }
}

/** The command line itself is wrong. */
export function usageFailure(
  message: string,
  hint = 'Run `segue help` to see the commands and their options.',
) {
  return new Failure('USAGE', message, hint, { exitCode: EXIT.usage })
}

const Body = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  requestId: z.string().optional(),
})
/** A procedure's failure, as the router formats it. */
const ProcedureData = z.object({ domain: Body })
/** A failure before any procedure (a forged token, too many requests), as every other route answers it. */
const HttpAnswer = z.object({ responseJSON: z.object({ error: Body }) })

/** Whether the server was not reached, or was lost on the way. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof TRPCClientError && !error.shape && error.meta === undefined
}

/** Any error of a command as a Failure; `url` is where the server was looked for. */
export function toFailure(error: unknown, url: string): Failure {
  if (error instanceof Failure) return error
  if (isDomainError(error)) return new Failure(error.code, error.message, error.hint, { cause: error })
  if (error instanceof TRPCClientError) {
    const body =
      ProcedureData.safeParse(error.data).data?.domain ??
      HttpAnswer.safeParse(error.meta).data?.responseJSON.error
    if (body) {
      const { code, message, hint, requestId } = body
      return new Failure(code, message, hint, { cause: error, requestId })
    }
    return unreachable(error, url)
  }
  const message = error instanceof Error ? error.message : String(error)
  return new Failure(
    'UNEXPECTED',
    `Something went wrong: ${message}`,
    'If it happens again, report it with this text.',
    {
      cause: error,
    },
  )
}

function unreachable(error: { meta?: unknown; cause?: unknown }, url: string): Failure {
  const options = { exitCode: EXIT.unreachable, cause: error }
  if (error.meta !== undefined || error.cause instanceof SyntaxError) {
    const hint = 'Set SEGUE_URL to the address that `npm start` printed.'
    return new Failure(
      'SERVER_UNREACHABLE',
      `Something answers at ${url}, but it is not Segue.`,
      hint,
      options,
    )
  }
  const hint = 'Start it with `npm start`, or set SEGUE_URL to the address where it runs.'
  const message = `Segue is not reachable at ${url} (${innermostReason(error.cause)}).`
  return new Failure('SERVER_UNREACHABLE', message, hint, options)
}

/** What failed deep in the causes of fetch, in the system's word where it has one: ECONNREFUSED. */
function innermostReason(cause: unknown): string {
  let reason = 'no answer'
  for (let e = cause, depth = 0; e instanceof Error && depth < 5; e = e.cause, depth++) {
    reason = 'code' in e && typeof e.code === 'string' ? e.code : e.message
  }
  return reason
}
