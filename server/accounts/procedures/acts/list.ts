import { z } from 'zod'
import { operatorProcedure } from '../../../trpc/init'

const Input = z.object({ limit: z.number().int().min(1).max(1000).default(100) })

/** Who did what, the newest first. */
export const list = operatorProcedure
  .input(Input)
  .query(({ ctx, input }) => ctx.services.listActs(input.limit))
