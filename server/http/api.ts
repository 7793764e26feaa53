import express, { Router, type Request, type RequestHandler } from 'express'
import { DomainError } from '../domain/errors'
import { parseInput, RecommendInput } from '../domain/recommendation'
import { createCaller } from '../trpc/router'
import type { AppOptions } from './app'
import { createContext } from './context'
import { scopeOf } from './request-scope'

export type Part = { status: 'ok' | 'down' | 'off'; detail: string }
export type Readiness = { ready: boolean; parts: Record<string, Part> }

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
  const opened = await caller.link.open({ url })
  if (opened.kind === 'track') return caller.similar.find({ id: opened.id, k, mode })
  const { summary, job } = await caller.playlist.summary({ id: opened.id })
  return { playlist: summary?.playlist ?? { id: opened.id }, summary, job }
}

function handle(work: (...args: Parameters<RequestHandler>) => Promise<void>): RequestHandler {
  return (request, response, next) => {
    work(request, response, next).catch(next)
  }
}
