import type { RequestHandler } from 'express'
import { DomainError } from '../../domain/errors'
import { isStream } from '../../router'
import { readCalls } from '../gate/route'
import { addressKey } from './address-key'

export type OpenStreams = ReturnType<typeof createOpenStreams>

const RETRY_AFTER_SECONDS = 10

/** Counts the streams of events that are open, within bounds, and ends them all when the server stops. */
export function createOpenStreams({ max, maxPerAddress }: { max: number; maxPerAddress: number }) {
  const open = new Set<() => void>()
  const perAddress = new Map<string, number>()
  let closed = false

  const handler: RequestHandler = (request, response, next) => {
    if (!readCalls(request.path)?.some(isStream)) {
      next()
      return
    }
    const address = addressKey(request)
    const own = perAddress.get(address) ?? 0
    if (closed || open.size >= max || own >= maxPerAddress) {
      throw new DomainError('TOO_MANY_WATCHERS', 'Too many streams of progress are open.', {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      })
    }
    const end = () => {
      response.destroy()
    }
    open.add(end)
    perAddress.set(address, own + 1)
    response.once('close', () => {
      open.delete(end)
      const left = (perAddress.get(address) ?? 1) - 1
      if (left > 0) perAddress.set(address, left)
      else perAddress.delete(address)
    })
    next()
  }

  return {
    handler,
    /** Ends every stream; those who read them come back to another process, or later. */
    close(): void {
      closed = true
      for (const end of [...open]) end()
    },
  }
}
