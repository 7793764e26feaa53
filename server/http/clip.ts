import type { Request } from 'express'
import { parseAskedFields } from '../domain/asked-fields'
import type { ClipRecommendation } from '../domain/clip'
import { DomainError } from '../domain/errors'
import { createCaller } from '../trpc/router'
import { arrivingStream } from './body/arriving'
import { createContext } from './context'
import type { AppOptions } from './options'
import { scopeOf } from './request-scope'

type Options = Pick<
  AppOptions,
  'services' | 'openAccess' | 'guestsMayImport' | 'toDomainError' | 'readClipForm' | 'uploadPace'
>

/**
 * Similar tracks for a clip: a form with the file in its field `clip` and the choices in others, or the file itself as
 * the body and the choices in the query string.
 */
export async function recommendForClip(request: Request, options: Options): Promise<ClipRecommendation> {
  const caller = createCaller(createContext(request, options), { signal: scopeOf(request).signal })
  const type = request.get('content-type') ?? null
  const body = arrivingStream(request, options.uploadPace)
  const inAddress = [...new URL(request.originalUrl, 'http://segue.invalid').searchParams]
  if (!/^multipart\//i.test(type ?? '')) {
    const asked = parseAskedFields(inAddress)
    const { token } = await caller.clip.hear(body)
    return caller.clip.find({ ...asked, clip: token })
  }
  const { fields, file } = await options.readClipForm(body, type)
  const asked = parseAskedFields([...inAddress, ...fields])
  if (file instanceof DomainError) throw file
  const { token } = await caller.clip.hear(file)
  return caller.clip.find({ ...asked, clip: token })
}
