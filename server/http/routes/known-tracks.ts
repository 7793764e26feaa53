import type { Request } from 'express'
import { DomainError, toDomainError } from '../../domain/errors'
import { findTrackIds } from '../../domain/links/track-ref'
import type { Caller } from '../../router'
import { bodyOf } from '../body/collect'

/** The body of a request as an object. Throws INPUT_INVALID. */
export function readObject(request: Request): object {
  const body = parseJson(bodyOf(request).toString())
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body
  throw new DomainError('INPUT_INVALID', 'The body is not a JSON object.', {
    hint: 'Send a JSON object such as {"url": "…"}.',
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new DomainError('INPUT_INVALID', 'The body is not JSON.', {
      hint: 'Send a JSON object such as {"url": "…"}.',
      cause,
    })
  }
}

export function notATrack(): DomainError {
  return new DomainError('LINK_UNSUPPORTED', 'Only tracks can be seeds, and one of these is none.', {
    hint: 'Give links or ids of tracks as `seeds`, or the link of a playlist alone as `url`.',
  })
}

/**
 * The answer for tracks given by link or id. Where the catalog has all of them nothing is written and no token spent;
 * else those that are linked to are read first.
 */
export async function answerForTracks<T>(
  links: string[],
  caller: Caller,
  answer: (ids: string[]) => Promise<T>,
): Promise<T> {
  const ids = findTrackIds(links)
  const known = ids && (await findKnown(() => answer(ids)))
  return known ?? answer(await caller.link.openTracks({ links }))
}

/** The answer where all tracks are in the catalog. */
async function findKnown<T>(find: () => Promise<T>): Promise<T | null> {
  try {
    return await find()
  } catch (error) {
    const { code } = toDomainError(error)
    if (code === 'TRACK_NOT_IN_CATALOG' || code === 'CATALOG_EMPTY') return null
    throw error
  }
}
