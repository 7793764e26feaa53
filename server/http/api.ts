import express, { Router, type Request, type RequestHandler } from 'express'
import { DomainError, toDomainError } from '../domain/errors'
import { parseInput } from '../domain/input'
import { RecommendInput, type Mode, type Recommendation } from '../domain/recommendation'
import { parseSpotifyRef } from '../domain/spotify-ref'
import { createCaller, type Caller } from '../trpc/router'
import type { AppOptions } from './options'
import { createContext } from './context'
import { scopeOf } from './request-scope'

type Options = Pick<AppOptions, 'services' | 'openAccess' | 'toDomainError' | 'bodyMaxBytes' | 'readiness'>

/** The plain HTTP interface beside tRPC: /api/recommend and /api/ready. */
export function apiRoutes(options: Options): Router {
  const router = Router()
  router.get(
    '/ready',
    handle(async (_request, response) => {
      const readiness = await options.readiness()
      response.status(readiness.ready ? 200 : 503).json(readiness)
    }),
  )
  router.post(
    '/recommend',
    express.json({ limit: options.bodyMaxBytes, type: () => true }),
    handle(async (request, response) => {
      response.json(await recommend(request, options))
    }),
  )
  router.all('/recommend', () => {
    throw new DomainError('INPUT_INVALID', 'This address takes a POST with a JSON body.')
  })
  router.use(() => {
    throw new DomainError('PAGE_NOT_FOUND', 'There is nothing at this address.', {
      hint: 'docs/http.md lists what the API offers.',
    })
  })
  return router
}

/** {query, tracks, …} for a track link; {playlist, summary, job} for a playlist link. */
async function recommend(request: Request, options: Options): Promise<object> {
  if (typeof request.body !== 'object' || request.body === null || Array.isArray(request.body)) {
    throw new DomainError('INPUT_INVALID', 'The body is not a JSON object.', {
      hint: 'Send a JSON object such as {"url": "…"}.',
    })
  }
  const { url, k, mode } = parseInput(RecommendInput, request.body)
  const caller = createCaller(createContext(request, options), { signal: scopeOf(request).signal })
  const known = await findKnown(caller, url, k, mode)
  if (known) return known
  const opened = await caller.link.open({ url })
  if (opened.kind === 'track') return caller.similar.find({ id: opened.id, k, mode })
  const { summary, job } = await caller.playlist.summary({ id: opened.id })
  return { playlist: summary?.playlist ?? { id: opened.id }, summary, job }
}

/** The answer for a track that is in the catalog: nothing is written for it, and no token spent. */
async function findKnown(caller: Caller, url: string, k: number, mode: Mode): Promise<Recommendation | null> {
  const ref = parseSpotifyRef(url)
  if (ref.kind !== 'track') return null
  try {
    return await caller.similar.find({ id: ref.id, k, mode })
  } catch (error) {
    const { code } = toDomainError(error)
    if (code === 'TRACK_NOT_IN_CATALOG' || code === 'CATALOG_EMPTY') return null
    throw error
  }
}

function handle(work: (...args: Parameters<RequestHandler>) => Promise<void>): RequestHandler {
  return (request, response, next) => {
    work(request, response, next).catch(next)
  }
}
