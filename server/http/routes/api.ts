import { Router, type Request, type RequestHandler } from 'express'
import { DomainError } from '../../domain/errors'
import { parseInput } from '../../domain/input/input'
import { SearchInput } from '../../search/domain/search'
import { RecommendInput } from '../../similar/domain/recommendation'
import { parseSpotifyRef, toUri, type SpotifyRef } from '../../domain/spotify-ref'
import { createCaller, type Caller } from '../../router'
import { recommendForClip } from './clip'
import type { AppOptions } from '../options'
import { createContext } from '../context'
import { startImport } from './import'
import { planJourney } from './journey'
import { answerForTracks, notATrack, readObject } from './known-tracks'
import { scopeOf } from '../request-scope'
import { showReadiness } from './watch'

type Options = Pick<
  AppOptions,
  | 'services'
  | 'openAccess'
  | 'guestsMayImport'
  | 'toDomainError'
  | 'uploads'
  | 'readiness'
  | 'readClipForm'
  | 'readImportForm'
>

/** The plain HTTP interface beside tRPC: /api/search, /api/recommend, /api/journey, /api/clip, /api/import and /api/ready. */
export function apiRoutes(options: Options): Router {
  const router = Router({ caseSensitive: true, strict: true })
  router.get('/ready', showReadiness(options))
  router.post(
    '/recommend',
    handle(async (request, response) => {
      response.json(await recommend(request, options))
    }),
  )
  router.post(
    '/journey',
    handle(async (request, response) => {
      const caller = createCaller(createContext(request, options), { signal: scopeOf(request).signal })
      response.json(await planJourney(readObject(request), caller))
    }),
  )
  router.get(
    '/search',
    handle(async (request, response) => {
      const caller = createCaller(createContext(request, options), { signal: scopeOf(request).signal })
      const { q, k } = request.query
      response.json(await caller.search.tracks(parseInput(SearchInput, { q, k })))
    }),
  )
  router.all('/search', () => {
    throw new DomainError(
      'INPUT_INVALID',
      'This address takes a GET with a name: /api/search?q=artist+title.',
    )
  })
  router.all('/recommend', () => {
    throw notAPost()
  })
  router.all('/journey', () => {
    throw notAPost()
  })
  router.post(
    '/clip',
    handle(async (request, response) => {
      response.json(await recommendForClip(request, options))
    }),
  )
  router.all('/clip', () => {
    throw new DomainError('INPUT_INVALID', 'This address takes a POST with an audio file.')
  })
  router.post(
    '/import',
    handle(async (request, response) => {
      response.status(202).json(await startImport(request, options))
    }),
  )
  router.all('/import', () => {
    throw new DomainError('INPUT_INVALID', 'This address takes a POST with a form that has a file of tracks.')
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
  const { url, seeds = [], not, ...asked } = parseInput(RecommendInput, readObject(request))
  const caller = createCaller(createContext(request, options), { signal: scopeOf(request).signal })
  const ref = url === undefined ? null : await readRef(url, caller)
  if (ref && ref.kind !== 'track') {
    if (seeds.length > 0) throw notATrack()
    const opened = await caller.link.open({ url: toUri(ref) })
    const { summary, job } = await caller.playlist.summary({ id: opened.id })
    return { playlist: summary?.playlist ?? { id: opened.id }, summary, job }
  }
  const wanted = ref ? [toUri(ref), ...seeds] : seeds
  return answerForTracks([...wanted, ...not], caller, (ids) =>
    caller.similar.find({ ...asked, seeds: ids.slice(0, wanted.length), not: ids.slice(wanted.length) }),
  )
}

/** What the one link names; a short one is followed. */
async function readRef(url: string, caller: Caller): Promise<SpotifyRef> {
  const ref = parseSpotifyRef(url)
  if (ref.kind !== 'short-link') return ref
  const [full = ref] = await caller.link.resolve({ links: [ref.url] })
  return full
}

function notAPost(): DomainError {
  return new DomainError('INPUT_INVALID', 'This address takes a POST with a JSON body.')
}

function handle(work: (...args: Parameters<RequestHandler>) => Promise<void>): RequestHandler {
  return (request, response, next) => {
    work(request, response, next).catch(next)
  }
}
