import { createHmac, timingSafeEqual } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { Clip } from './domain/clip'
import { DomainError } from '../domain/errors'

/** 128 bits: nobody guesses one, and the link stays short. */
const SEAL_BYTES = 16
/** The values of a clip are a kilobyte or two; a token that unpacks to more is none of ours. */
const MAX_UNPACKED = 64 * 1024
/** Digits that a value keeps: more than any descriptor is exact to. */
const DIGITS = 5

/**
 * Writes what was heard in a clip into a token and reads it back. The token is all that is kept: it is signed, so that
 * nobody passes off values of their own as heard here, and it works in every process that has the same secret.
 */
export function createClipSeal(secret: string) {
  // A key of its own: what is signed here is of no use as a service token.
  const key = createHmac('sha256', secret).update('segue clip token 1').digest()
  const sign = (packed: string) =>
    createHmac('sha256', key).update(packed).digest().subarray(0, SEAL_BYTES).toString('base64url')

  return {
    /** A text of the letters that stand in a URL as they are. */
    close(clip: Clip): string {
      const json = JSON.stringify(clip, (_name, value: unknown) =>
        typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value,
      )
      const packed = deflateRawSync(json).toString('base64url')
      return `${packed}.${sign(packed)}`
    },

    /** Throws CLIP_LINK_INVALID for a token that is cut, altered, or of another secret. */
    open(token: string): Clip {
      const dot = token.lastIndexOf('.')
      const packed = token.slice(0, Math.max(0, dot))
      const given = Buffer.from(token.slice(dot + 1))
      const wanted = Buffer.from(sign(packed))
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw invalid()
      try {
        const json = inflateRawSync(Buffer.from(packed, 'base64url'), { maxOutputLength: MAX_UNPACKED })
        return Clip.parse(JSON.parse(json.toString()))
      } catch (cause) {
        throw invalid(cause)
      }
    },
  }
}

function invalid(cause?: unknown): DomainError {
  const message = 'This link of a clip is not complete, or another instance made it.'
  return new DomainError('CLIP_LINK_INVALID', message, cause === undefined ? {} : { cause })
}
