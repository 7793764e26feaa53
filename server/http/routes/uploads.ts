import type { Request } from 'express'
import { DomainError } from '../../domain/errors'
import type { Context } from '../../trpc/context'
import { checkMayImport, checkMayRead } from '../../trpc/init'
import { arrivingStream, type Pace } from '../body/arriving'
import { addressKey } from '../limits/address-key'
import { scopeOf, type FileKind } from '../request-scope'

export type UploadRules = {
  /** How slowly a file may arrive. */
  pace: Pace
  /** Files on their way in at once, in all. */
  max: Record<FileKind, number>
}
export type Uploads = ReturnType<typeof createUploads>

/** Clips are shorter. */
const RETRY_AFTER_SECONDS: Record<FileKind, number> = { import: 5, clip: 2 }
const WORDS: Record<FileKind, string> = { import: 'files', clip: 'clips' }

/** The entrance of files: nothing of one is read before whoever sends it may send it, and has a place. */
export function createUploads({ pace, max }: UploadRules) {
  const places = { import: createPlaces(max.import), clip: createPlaces(max.clip) }
  return {
    /**
     * The body of a request as it arrives. Its place is free again when it is answered. Throws what checking the right throws,
     * BODY_TYPE_UNSUPPORTED or BUSY; the connection then ends with the answer.
     */
    open: async (request: Request, kind: FileKind, context: Context): Promise<ReadableStream<Uint8Array>> => {
      try {
        await (kind === 'import' ? checkMayImport(context) : checkMayRead(context))
        if ((request.get('content-encoding') ?? 'identity') !== 'identity') {
          throw new DomainError(
            'BODY_TYPE_UNSUPPORTED',
            'A file is sent as it is, without Content-Encoding.',
            {
              hint: 'Send the file itself.',
            },
          )
        }
        const { caller } = scopeOf(request)
        const leave = places[kind].take(caller.kind === 'service' ? null : addressKey(request))
        if (!leave) {
          throw new DomainError('BUSY', `Too many ${WORDS[kind]} are being uploaded.`, {
            retryAfterSeconds: RETRY_AFTER_SECONDS[kind],
          })
        }
        request.res?.once('close', leave)
        return arrivingStream(request, pace)
      } catch (error) {
        request.res?.setHeader('connection', 'close')
        throw error
      }
    },
  }
}

/** Places in all, half of them for one address. */
function createPlaces(max: number) {
  const maxPerAddress = Math.max(2, Math.ceil(max / 2))
  const taken = new Map<string, number>()
  let all = 0
  return {
    /** What gives the place back; null where there is none. `address` is null for those who are not counted by it. */
    take(address: string | null): (() => void) | null {
      const own = address === null ? 0 : (taken.get(address) ?? 0)
      if (all >= max || own >= maxPerAddress) return null
      all++
      if (address !== null) taken.set(address, own + 1)
      return () => {
        all--
        if (address === null) return
        const left = (taken.get(address) ?? 1) - 1
        if (left > 0) taken.set(address, left)
        else taken.delete(address)
      }
    },
  }
}
