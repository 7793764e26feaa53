import { ClipQuery } from '../domain/clip'
import { readProcedure } from '../../trpc/init'

export const find = readProcedure
  .input(ClipQuery)
  .query(({ ctx, input }) => ctx.services.findSimilarClip(input))
