import { readProcedure } from '../init'
import { findViewer } from '../viewer'
import { JobIdInput } from './job-id'

/** A job as it stands. */
export const get = readProcedure
  .input(JobIdInput)
  .query(async ({ ctx, input }) => ctx.services.getJob(input.id, await findViewer(ctx)))
