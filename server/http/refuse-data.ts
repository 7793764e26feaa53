import {
  createRequestHandler,
  type ActionFunctionArgs,
  type AppLoadContext,
  type LoaderFunctionArgs,
  type ServerBuild,
} from '@remix-run/node'
import type { Request as ExpressRequest } from 'express'
import type { DomainError } from '../domain/errors'
import { scopeOf } from './request-scope'

/** What a page of ours that is open in a browser asks for in the form that its router reads. */
export const isDataRequest = ({ path, method }: ExpressRequest): boolean =>
  path.endsWith('.data') && (method === 'GET' || method === 'POST')

/** Gives the refusal of a data request in that form, so that the open page shows it as its own. */
export type RefuseData = (request: ExpressRequest, error: DomainError) => Promise<Response>

/** Every loader and action of the pages gives the refusal; how it is written is Remix's own matter. */
export function createRefuseData({ build, mode }: { build: ServerBuild; mode: string }): RefuseData {
  const refuse = ({ context }: LoaderFunctionArgs | ActionFunctionArgs): never => {
    throw (context as unknown as Refusal).refuse()
  }
  const routes = Object.entries(build.routes).map(([id, route]) => {
    const { loader, action } = route.module
    const module = { ...route.module, ...(loader && { loader: refuse }), ...(action && { action: refuse }) }
    return [id, { ...route, module }] as const
  })
  const handle = createRequestHandler({ ...build, routes: Object.fromEntries(routes) }, mode)
  return (request, error) => {
    const { origin, requestId, signal, log } = scopeOf(request)
    const refusal: Refusal = {
      // One for each loader: a body is read once.
      refuse: () => Response.json(error.toBody(requestId), { status: error.status }),
      signal,
      reportError: (err) => {
        log.error({ err }, 'a refusal could not be written')
      },
    }
    const url = new URL(request.originalUrl, origin)
    return handle(new Request(url, { method: request.method }), refusal as unknown as AppLoadContext)
  }
}

type Refusal = Pick<AppLoadContext, 'signal' | 'reportError'> & { refuse: () => Response }
