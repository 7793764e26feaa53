import type { Request, RequestHandler } from 'express'
import { DomainError } from '../../domain/errors'
import { scopeOf } from '../request-scope'
import { arriving, type Pace } from './arriving'
import { decompressBody, findDecompress } from './decompress'

export type BodyLimits = {
  maxBytes: number
  pace: Pace
  /** Bytes of bodies in memory at once: from one address, and in all. */
  maxHeldPerAddress: number
  maxHeld: number
}

const bodies = new WeakMap<Request, Buffer>()

/** The whole body of a request, decompressed; empty where it has none, or where it is left to be read as it arrives. */
export const bodyOf = (request: Request): Buffer => bodies.get(request) ?? Buffer.alloc(0)

/**
 * Reads bodies whole before anything works on them: forms, JSON and calls are small. Files are left alone. Throws BODY_TOO_LARGE, BODY_TOO_SLOW, BODY_TYPE_UNSUPPORTED, INPUT_INVALID or BUSY.
 */
export function collectBodies(limits: BodyLimits): RequestHandler {
  const held = createHeldBytes(limits)
  return (request, response, next) => {
    if (request.method !== 'POST' || scopeOf(request).fileKind !== null) {
      next()
      return
    }
    const hold = held.begin(request.ip ?? '')
    response.once('close', () => {
      hold.release()
    })
    collect(request, limits, (bytes) => {
      hold.add(bytes)
    }).then((body) => {
      bodies.set(request, body)
      next()
    }, next)
  }
}

async function collect(request: Request, { maxBytes, pace }: BodyLimits, add: (bytes: number) => void) {
  const decompress = findDecompress(request.get('content-encoding'))
  const tooLarge = () => new DomainError('BODY_TOO_LARGE', 'The request is too large.')
  if (Number(request.get('content-length') ?? 0) > maxBytes) throw tooLarge()
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of arriving(request, pace)) {
    bytes += chunk.length
    if (bytes > maxBytes) throw tooLarge()
    add(chunk.length)
    chunks.push(chunk)
  }
  return decompressBody(decompress, Buffer.concat(chunks, bytes), maxBytes)
}

/** Counts what unanswered requests keep in memory. */
function createHeldBytes({ maxHeld, maxHeldPerAddress }: BodyLimits) {
  let all = 0
  const perAddress = new Map<string, number>()
  return {
    begin(address: string) {
      let own = 0
      const change = (by: number) => {
        own += by
        all += by
        const left = (perAddress.get(address) ?? 0) + by
        if (left > 0) perAddress.set(address, left)
        else perAddress.delete(address)
        return left
      }
      return {
        add(bytes: number): void {
          if (change(bytes) <= maxHeldPerAddress && all <= maxHeld) return
          throw new DomainError('BUSY', 'Too many requests with large bodies are under way.', {
            retryAfterSeconds: 2,
          })
        },
        release(): void {
          change(-own)
        },
      }
    },
  }
}
