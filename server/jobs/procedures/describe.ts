import { readProcedure } from '../../trpc/init'
import { findViewer } from '../../trpc/viewer'
import { JobIdInput } from './job-id'
import { mayChange } from '../../trpc/may-change'

/** A job with the name of what it is about, what it could not do, and whether the reader may stop it and take it up. */
export const describe = readProcedure.input(JobIdInput).query(async ({ ctx, input }) => {
  const viewer = await findViewer(ctx)
  const details = await ctx.services.describeJob(input.id, viewer)
  return { ...details, mayChange: await mayChange(ctx, details.job, viewer) }
})
