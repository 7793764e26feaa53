import { z } from 'zod'
import { DomainError } from '../../../domain/errors'
import { readProcedure } from '../../../trpc/init'
import { findViewer } from '../../../trpc/viewer'

const Input = z.object({ limit: z.number().int().min(1).max(1000).default(100) })

/** The lists of the files that one imported, the newest first; the instance's own where nobody is signed in. */
export const lists = readProcedure.input(Input).query(async ({ ctx, input }) => {
  const { userId, seesInstance } = await findViewer(ctx)
  if (userId === null && !seesInstance) {
    throw new DomainError('SIGN_IN_NEEDED', 'Lists of files are shown to whoever imported them.')
  }
  return ctx.services.imported.listLists(userId, input.limit)
})
