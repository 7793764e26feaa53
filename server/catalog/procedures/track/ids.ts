import { z } from 'zod'
import { readProcedure } from '../../../trpc/init'

const Input = z.object({
  after: z.string().max(64).nullable().default(null),
  limit: z.number().int().min(1).max(5000).default(1000),
})

export const ids = readProcedure
  .input(Input)
  .query(({ ctx, input }) => ctx.services.listTrackIds(input.after, input.limit))
