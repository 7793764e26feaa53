import { readBounded, withDeadline } from './bounds'
import type { Resolve } from './checked-lookup'
import { checkUrl, type Destination } from './destination'
import { createGuardedFetch } from './guarded-fetch'
import { OutgoingFault } from './outgoing-fault'

export type OutgoingRequest = {
  destination: Destination
  /** What is wanted, and the beginnings of content types that are taken for it. */
  accept: string
  types: readonly string[]
  maxBytes: number
  /** Of the whole exchange. */
  timeoutMs: number
  /** Asks for status and headers alone (HEAD): a redirect is told then, and still not followed. */
  headOnly?: boolean
  userAgent?: string
  signal?: AbortSignal | undefined
}
/** Headers by their names in small letters. */
export type AnswerHeaders = Readonly<Record<string, string | undefined>>
export type OutgoingAnswer = {
  status: number
  headers: AnswerHeaders
  /** In a buffer of its own. */
  body: Uint8Array<ArrayBuffer>
}
export type GuardedGet = (url: string, request: OutgoingRequest) => Promise<OutgoingAnswer>

/** Some services turn away the names that libraries give themselves. */
const USER_AGENT = 'Segue (self-hosted music recommendations)'
const OK = 200

/**
 * GETs from the outside: only from the destination of the request, over TLS, at public addresses, without following
 * redirects, within a size and a time, and only what was asked for. Throws OutgoingFault, or the signal's reason.
 */
export function createGuardedGet(resolve?: Resolve): { get: GuardedGet; close: () => Promise<void> } {
  const outgoing = createGuardedFetch(resolve)
  return {
    async get(text, asked) {
      const { destination, timeoutMs, signal } = asked
      const url = checkUrl(text, destination)
      const late = new OutgoingFault('timed-out', `${url.host} did not answer in time.`)
      return withDeadline({ timeoutMs, signal, late }, async (ending) => {
        try {
          const response = await outgoing.fetch(url, {
            method: asked.headOnly ? 'HEAD' : 'GET',
            redirect: 'manual',
            signal: ending,
            headers: {
              accept: asked.accept,
              'accept-encoding': 'identity',
              'user-agent': asked.userAgent ?? USER_AGENT,
            },
          })
          return await readAnswer(response, asked)
        } catch (error) {
          throw (
            toFault(error) ??
            new OutgoingFault('unreachable', `${url.host} does not answer.`, { cause: error })
          )
        }
      })
    },
    close: outgoing.close,
  }
}

/** What was refused on the way to the other side is told as the cause of a connection that failed. */
function toFault(error: unknown): OutgoingFault | null {
  const cause = error instanceof Error ? error.cause : null
  return error instanceof OutgoingFault ? error : cause instanceof OutgoingFault ? cause : null
}

async function readAnswer(
  response: Response,
  { types, maxBytes, headOnly }: OutgoingRequest,
): Promise<OutgoingAnswer> {
  const { status } = response
  const headers = Object.fromEntries(response.headers)
  if (headOnly) return { status, headers, body: new Uint8Array(0) }
  const fault = findFault(status, headers, types)
  if (fault) {
    await response.body?.cancel()
    throw fault
  }
  const tooLarge = () => new OutgoingFault('too-large', 'The source sends more than is taken.')
  return { status, headers, body: await readBounded(response, maxBytes, tooLarge) }
}

function findFault(status: number, headers: AnswerHeaders, types: readonly string[]): OutgoingFault | null {
  if (status >= 300 && status < 400) {
    return new OutgoingFault('refused', 'The source sends us elsewhere; redirects are not followed.')
  }
  const type = headers['content-type'] ?? ''
  const encoding = headers['content-encoding'] ?? 'identity'
  const isWanted = encoding === 'identity' && types.some((prefix) => type.startsWith(prefix))
  if (status !== OK || isWanted) return null
  return new OutgoingFault('wrong-type', 'The source sends something else than was asked for.')
}
