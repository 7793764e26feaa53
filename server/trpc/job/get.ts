import { z } from 'zod'
import { readProcedure } from '../init'

const Input = z.object({ id: z.uuid('This is not the id of a job.') })

export const get = readProcedure
  .input(Input)
  .query(async ({ ctx, input }) => ctx.services.getJob(input.id, await ctx.listener.findUser()))
