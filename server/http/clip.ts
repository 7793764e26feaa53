import type { Request, RequestHandler } from 'express'
import { parseAskedFields } from '../domain/asked-fields'
import type { ClipRecommendation } from '../domain/clip'
import { DomainError } from '../domain/errors'
import { createCaller } from '../trpc/router'
import { createContext } from './context'
import type { AppOptions } from './options'
import { scopeOf } from './request-scope'
import { bodyOf } from './upload'

type Options = Pick<
  AppOptions,
  'services' | 'openAccess' | 'guestsMayImport' | 'toDomainError' | 'readClipForm'
>

/** Time that a client has to read the answer to a body that it is still sending. */
const LINGER_MS = 2000

/**
 * Similar tracks for a clip: a form with the file in its field `clip` and the choices in others, or the file itself as
 * the body and the choices in the query string.
 */
export async function recommendForClip(request: Request, options: Options): Promise<ClipRecommendation> {
  const caller = createCaller(createContext(request, options), { signal: scopeOf(request).signal })
  const type = request.get('content-type') ?? null
  const inAddress = [...new URL(request.originalUrl, 'http://segue.invalid').searchParams]
  if (!/^multipart\//i.test(type ?? '')) {
    const asked = parseAskedFields(inAddress)
    const { token } = await caller.clip.hear(bodyOf(request))
    return caller.clip.find({ ...asked, clip: token })
  }
  const { fields, file } = await options.readClipForm(bodyOf(request), type)
  const asked = parseAskedFields([...inAddress, ...fields])
  if (file instanceof DomainError) throw file
  const { token } = await caller.clip.hear(file)
  return caller.clip.find({ ...asked, clip: token })
}

/**
 * Ends the connection of a client that goes on sending what has been refused: it has had time to read why. Without it
 * such a connection would stay open as long as the client likes.
 */
export const hangUpWhenAnswered: RequestHandler = (request, response, next) => {
  response.once('finish', () => {
    if (!request.complete) setTimeout(() => request.destroy(), LINGER_MS).unref()
  })
  next()
}
