import type { Request } from 'express'
import { parseAskedFields } from '../../similar/domain/asked-fields'
import type { ClipRecommendation } from '../../clip/domain/clip'
import { DomainError } from '../../domain/errors'
import { createCaller } from '../../router'
import { createContext } from '../context'
import type { AppOptions } from '../options'
import { scopeOf } from '../request-scope'

type Options = Pick<
  AppOptions,
  'services' | 'openAccess' | 'guestsMayImport' | 'toDomainError' | 'readClipForm' | 'uploads'
>

/**
 * Similar tracks for a clip: a form with the file in its field `clip` and the choices in others, or the file itself as
 * the body and the choices in the query string.
 */
export async function recommendForClip(request: Request, options: Options): Promise<ClipRecommendation> {
  const type = request.get('content-type') ?? null
  const context = createContext(request, options)
  const body = await options.uploads.open(request, 'clip', context)
  const caller = createCaller(context, { signal: scopeOf(request).signal })
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
