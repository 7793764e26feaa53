import type { Request } from 'express'
import { DomainError, toDomainError } from '../domain/errors'
import { toTrackId } from '../domain/links/track-ref'

/** The body of a request as an object. Throws INPUT_INVALID. */
export function readObject(request: Request): object {
  const body: unknown = request.body
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body
  throw new DomainError('INPUT_INVALID', 'The body is not a JSON object.', {
    hint: 'Send a JSON object such as {"url": "…"}.',
  })
}

/** The public id of a track given by link or id. Throws LINK_UNSUPPORTED, and what parsing a link throws. */
export function getTrackId(text: string): string {
  const id = toTrackId(text)
  if (id === null) throw notATrack()
  return id
}

export function notATrack(): DomainError {
  return new DomainError('LINK_UNSUPPORTED', 'Only tracks can be seeds, and one of these is none.', {
    hint: 'Give links or ids of tracks as `seeds`, or the link of a playlist alone as `url`.',
  })
}

/** The answer where all tracks are in the catalog: nothing is written for it, and no token spent. */
export async function findKnown<T>(find: () => Promise<T>): Promise<T | null> {
  try {
    return await find()
  } catch (error) {
    const { code } = toDomainError(error)
    if (code === 'TRACK_NOT_IN_CATALOG' || code === 'CATALOG_EMPTY') return null
    throw error
  }
}
