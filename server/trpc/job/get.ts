import { readProcedure } from '../init'
import { JobIdInput } from './job-id'

export const get = readProcedure
  .input(JobIdInput)
  .query(async ({ ctx, input }) => ctx.services.getJob(input.id, await ctx.listener.findUser()))
