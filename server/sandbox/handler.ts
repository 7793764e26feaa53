/** Request → Response for everything under the sandbox's origin. */
import { authorize } from './accounts/authorize'
import { createSealer } from './accounts/sealed'
import { createTokenEndpoint } from './accounts/token'
import type { SandboxCatalogue } from './catalogue/catalogue'
import type { EndpointGroup, Fault, Faults } from './faults'
import { applyFault } from './faults'
import { renderFrontPage } from './front-page'
import { answerDeezer, refuseAsDeezer } from './look-alikes/deezer'
import { answerItunes, refuseAsItunes } from './look-alikes/itunes'
import { answerShortLink } from './look-alikes/short-links'
import { answerReccoBeats, refuseAsReccoBeats } from './look-alikes/reccobeats'
import { createMedia } from './media'
import type { Sandbox } from './sandbox'
import type { SandboxSettings } from './options'
import { apiError, html, HttpError } from './respond'
import { authenticate } from './web-api/context'
import { findRoute } from './web-api/routes'

type Answer = {
  group: EndpointGroup
  answer: () => Response | Promise<Response>
  /** How another service than Spotify says a fault. */
  refuse?: (fault: Fault) => Response | null
}

const MEDIA_PATH = /^\/(preview|image)\/([^/]+)\.(wav|svg)$/

export function createHandler(
  settings: SandboxSettings,
  catalogue: SandboxCatalogue,
  faults: Faults,
): Sandbox['handle'] {
  const sealer = createSealer(`${settings.clientSecret}/${settings.seed}`)
  const token = createTokenEndpoint(settings, sealer)
  const media = createMedia(catalogue)

  const callApi = (request: Request, url: URL): Answer => {
    const path = url.pathname.slice('/v1'.length)
    const found = findRoute(path)
    const answer = () => {
      const caller = authenticate(sealer, request.headers.get('authorization'), settings.now())
      if (found === null) throw apiError(404, 'Service not found')
      if (!found.route.openTo.includes(settings.appKind)) throw apiError(403)
      if (request.method !== 'GET' && request.method !== 'HEAD') throw apiError(405, 'Method not allowed')
      const { appKind: kind } = settings
      return found.route.handle({
        url,
        api: `${url.origin}/v1`,
        media: settings.mediaBaseUrl || url.origin,
        kind,
        catalogue,
        caller,
        params: found.params,
      })
    }
    return { group: found?.route.group ?? 'search', answer }
  }

  const callAccounts = (request: Request, url: URL): Answer | null => {
    const post = request.method === 'POST'
    if (url.pathname === '/accounts/authorize') {
      const answer = async () =>
        authorize(settings, sealer, post ? await readForm(request) : url.searchParams, post)
      return { group: 'accounts', answer }
    }
    if (url.pathname !== '/accounts/api/token' || !post) return null
    const answer = async () =>
      token(Object.fromEntries(await readForm(request)), request.headers.get('authorization'))
    return { group: 'accounts', answer }
  }

  const callMedia = (url: URL): Answer | null => {
    const [, kind, id = '', type] = MEDIA_PATH.exec(url.pathname) ?? []
    if (kind === 'preview' && type === 'wav') return { group: 'preview', answer: () => media.preview(id) }
    if (kind === 'image' && type === 'svg') {
      return { group: 'image', answer: () => media.image(id, url.searchParams.get('size')) }
    }
    return null
  }

  const callReccoBeats = (request: Request, url: URL): Answer => {
    const path = url.pathname.slice('/reccobeats/v1'.length)
    const answer = () => answerReccoBeats(catalogue, path, { url, headers: request.headers })
    return { group: 'reccobeats', answer, refuse: refuseAsReccoBeats }
  }

  const callDeezer = (url: URL): Answer => {
    const path = url.pathname.slice('/deezer'.length)
    const asked = { url, now: settings.now(), preview: media.preview }
    const answer = () => answerDeezer(catalogue, path, asked)
    if (path.startsWith('/preview/')) return { group: 'preview', answer }
    return { group: 'deezer', answer, refuse: refuseAsDeezer }
  }

  const callItunes = (url: URL): Answer => {
    const path = url.pathname.slice('/itunes'.length)
    const answer = () => answerItunes(catalogue, path, url)
    if (path.startsWith('/itunes-assets/')) return { group: 'preview', answer }
    return { group: 'itunes', answer, refuse: refuseAsItunes }
  }

  const callShortLinks = (request: Request, url: URL): Answer => {
    const path = url.pathname.slice('/short-links'.length)
    return { group: 'links', answer: () => answerShortLink(catalogue, path, request.headers) }
  }

  const dispatch = (request: Request, url: URL): Answer | null => {
    if (url.pathname.startsWith('/v1/')) return callApi(request, url)
    if (url.pathname.startsWith('/accounts/')) return callAccounts(request, url)
    if (url.pathname.startsWith('/reccobeats/v1/')) return callReccoBeats(request, url)
    if (url.pathname.startsWith('/deezer/')) return callDeezer(url)
    if (url.pathname.startsWith('/itunes/')) return callItunes(url)
    if (url.pathname.startsWith('/short-links/')) return callShortLinks(request, url)
    if (url.pathname === '/') {
      return { group: 'image', answer: () => html(renderFrontPage(catalogue, settings)) }
    }
    return callMedia(url)
  }

  return async (request, signal) => {
    const call = dispatch(request, new URL(request.url))
    if (call === null) return new Response('Not found', { status: 404 })
    const answer = async (): Promise<Response> => {
      try {
        return await call.answer()
      } catch (error) {
        if (error instanceof HttpError) return error.response
        throw error
      }
    }
    const fault = faults.find(call.group)
    if (fault === null) return answer()
    return call.refuse?.(fault) ?? applyFault(fault, signal, answer)
  }
}

async function readForm(request: Request): Promise<URLSearchParams> {
  return new URLSearchParams(await request.text())
}
