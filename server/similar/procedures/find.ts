import { SimilarInput } from '../domain/recommendation'
import { readProcedure } from '../../trpc/init'

export const find = readProcedure
  .input(SimilarInput)
  .query(async ({ ctx, input: { taste, ...input } }) =>
    ctx.services.findSimilar(input, taste === 'on' ? await ctx.listener.find() : null),
  )
