import { readProcedure } from '../../trpc/init'
import { findViewer } from '../../trpc/viewer'
import { JobIdInput } from './job-id'

/** A job as it stands. */
export const get = readProcedure
  .input(JobIdInput)
  .query(async ({ ctx, input }) => ctx.services.getJob(input.id, await findViewer(ctx)))
