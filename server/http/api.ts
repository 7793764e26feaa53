import express, { Router, type Request, type RequestHandler } from 'express'
import { DomainError, toDomainError } from '../domain/errors'
import { parseInput } from '../domain/input'
import { RecommendInput, type Recommendation } from '../domain/recommendation'
import { parseSpotifyRef, toTrackId } from '../domain/spotify-ref'
import { createCaller } from '../trpc/router'
import { hangUpWhenAnswered, recommendForClip } from './clip'
import type { AppOptions } from './options'
import { createContext } from './context'
import { scopeOf } from './request-scope'

type Options = Pick<
  AppOptions,
  'services' | 'openAccess' | 'toDomainError' | 'bodyMaxBytes' | 'readiness' | 'readClipForm'
>

/** The plain HTTP interface beside tRPC: /api/recommend, /api/clip and /api/ready. */
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
  router.post(
    '/clip',
    hangUpWhenAnswered,
    handle(async (request, response) => {
      response.json(await recommendForClip(request, options))
    }),
  )
  router.all('/clip', () => {
    throw new DomainError('INPUT_INVALID', 'This address takes a POST with an MP3 or WAV file.')
  })
  router.use(() => {
    throw new DomainError('PAGE_NOT_FOUND', 'There is nothing at this address.', {
      hint: 'docs/http.md lists what the API offers.',
    })
  })
  return router
}

/** {query, tracks, …} for tracks; {playlist, summary, job} for a playlist link. */
async function recommend(request: Request, options: Options): Promise<object> {
  if (typeof request.body !== 'object' || request.body === null || Array.isArray(request.body)) {
    throw new DomainError('INPUT_INVALID', 'The body is not a JSON object.', {
      hint: 'Send a JSON object such as {"url": "…"}.',
    })
  }
  const { url, seeds = [], not, ...asked } = parseInput(RecommendInput, request.body)
  const caller = createCaller(createContext(request, options), { signal: scopeOf(request).signal })
  if (url !== undefined && parseSpotifyRef(url).kind !== 'track') {
    if (seeds.length > 0) throw notATrack()
    const opened = await caller.link.open({ url })
    const { summary, job } = await caller.playlist.summary({ id: opened.id })
    return { playlist: summary?.playlist ?? { id: opened.id }, summary, job }
  }
  const links = { seeds: url === undefined ? seeds : [url, ...seeds], not }
  const ids = { seeds: links.seeds.map(getTrackId), not: not.map(getTrackId) }
  const known = await findKnown(() => caller.similar.find({ ...asked, ...ids }))
  if (known) return known
  await caller.link.openTracks({ links: [...links.seeds, ...links.not] })
  return caller.similar.find({ ...asked, ...ids })
}

function getTrackId(text: string): string {
  const id = toTrackId(text)
  if (id === null) throw notATrack()
  return id
}

function notATrack(): DomainError {
  return new DomainError('LINK_UNSUPPORTED', 'Only tracks can be seeds, and one of these is none.', {
    hint: 'Give links or ids of tracks as `seeds`, or the link of a playlist alone as `url`.',
  })
}

/** The answer where all tracks are in the catalog: nothing is written for it, and no token spent. */
async function findKnown(find: () => Promise<Recommendation>): Promise<Recommendation | null> {
  try {
    return await find()
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
