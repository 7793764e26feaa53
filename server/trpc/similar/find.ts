import { SimilarInput } from '../../domain/recommendation'
import { readProcedure } from '../init'

export const find = readProcedure
  .input(SimilarInput)
  .query(({ ctx, input }) => ctx.services.findSimilar(input))
