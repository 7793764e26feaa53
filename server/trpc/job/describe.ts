import { readProcedure } from '../init'
import { findViewer } from '../viewer'
import { JobIdInput } from './job-id'
import { mayChange } from './may-change'

/** A job with the name of what it is about, what it could not do, and whether the reader may stop it and take it up. */
export const describe = readProcedure.input(JobIdInput).query(async ({ ctx, input }) => {
  const viewer = await findViewer(ctx)
  const details = await ctx.services.describeJob(input.id, viewer)
  return { ...details, mayChange: await mayChange(ctx, details.job, viewer) }
})
