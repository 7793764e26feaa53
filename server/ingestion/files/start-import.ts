import type { SessionUser } from '../../accounts/domain/account'
import type { Job } from '../../domain/job'
import type { Uploads } from '../../files/uploads'
import type { Enqueue } from '../../jobs/enqueue'
import { tooManyImports } from '../../jobs/job-queue.repository'
import type { Upload } from '../../trpc/upload'

export type StartImportDeps = {
  countUnderWay: (kind: 'import-file', userId: string) => Promise<number>
  enqueue: Enqueue
  uploads: Pick<Uploads, 'keep' | 'remove'>
  /** Imports that one user may have under way. */
  atOnce: number
}

/**
 * Keeps the file and has it imported. The same file under the same names is the same work. Throws BUSY, FILE_TOO_LARGE and
 * TOO_MANY_IMPORTS.
 */
export async function startImport(
  { countUnderWay, enqueue, uploads, atOnce }: StartImportDeps,
  body: ReadableStream,
  { filename, name, replace }: Upload,
  user: SessionUser | null,
): Promise<Job> {
  // Before the file is taken in, which may be large; once more when it is here.
  if (user && (await countUnderWay('import-file', user.id)) >= atOnce) throw tooManyImports(atOnce)
  const owner = user?.id ?? null
  const upload = await uploads.keep(body, owner)
  const input = { upload: upload.id, fileKey: upload.sha256, filename, name, replace, owner }
  const remove = () => uploads.remove(upload.id)
  try {
    const joinKey = [upload.sha256, filename, name ?? '', ...(replace ? ['replace'] : [])].join(' ')
    const askedBy = user ? { userId: user.id, atOnce } : undefined
    const { job, created } = await enqueue('import-file', filename, input, {
      joinKey,
      userId: owner,
      askedBy,
    })
    if (!created) await remove()
    return job
  } catch (error) {
    await remove()
    throw error
  }
}
