import type { Request } from 'express'
import type { Job } from '../../domain/job'
import { createCaller } from '../../router'
import { createContext } from '../context'
import type { AppOptions } from '../options'
import { scopeOf } from '../request-scope'

type Options = Pick<
  AppOptions,
  'services' | 'openAccess' | 'guestsMayImport' | 'toDomainError' | 'readImportForm' | 'uploads'
>

/**
 * Starts the import of the file of a form (`file`, and before it `name` where the whole file is to be kept as a playlist,
 * and `replace` where it corrects what files said) while it arrives.
 */
export async function startImport(request: Request, options: Options): Promise<Job> {
  const context = createContext(request, options)
  const body = await options.uploads.open(request, 'import', context)
  return options.readImportForm(body, request.get('content-type') ?? null, ({ body: file, ...upload }) =>
    createCaller({ ...context, upload }, { signal: scopeOf(request).signal }).import.file(file),
  )
}
