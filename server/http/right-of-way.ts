import type { RequestHandler } from 'express'
import type { RightOfWay } from '../services/right-of-way'

/** Jobs of this machine are told that somebody waits, from a request's first line to its last. */
export function takeRightOfWay({ begin }: Pick<RightOfWay, 'begin'>): RequestHandler {
  return (_request, response, next) => {
    response.on('close', begin())
    next()
  }
}
