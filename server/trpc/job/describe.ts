import { readProcedure } from '../init'
import { JobIdInput } from './job-id'

/** A job with the name of what it is about and what it could not do. */
export const describe = readProcedure
  .input(JobIdInput)
  .query(async ({ ctx, input }) => ctx.services.describeJob(input.id, await ctx.listener.findUser()))
