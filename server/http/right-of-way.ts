import type { RequestHandler } from 'express'
import type { RightOfWay } from '../jobs/right-of-way'

/** Whoever watches a job would hold it back by looking; files and probes take nothing that a job has. */
const LOOKING_ON = /^\/(jobs|build|sandbox|metrics|api\/health|api\/ready)(\/|$)/
const CALLS = '/api/trpc/'
const LOOKING_CALL = /^(job\.(get|list|describe|overview|watch)|index\.status)$/

/** True of addresses that are asked by themselves, again and again, while a job is done. */
function onlyLooks(path: string): boolean {
  if (!path.startsWith(CALLS)) return LOOKING_ON.test(path)
  return path
    .slice(CALLS.length)
    .split(',')
    .every((call) => LOOKING_CALL.test(call))
}

/** Jobs of this machine are told that somebody waits, from a request's first line to its last. */
export function takeRightOfWay({ begin }: Pick<RightOfWay, 'begin'>): RequestHandler {
  return ({ path }, response, next) => {
    if (!onlyLooks(path)) response.on('close', begin())
    next()
  }
}
