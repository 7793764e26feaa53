import { z } from 'zod'
import { readProcedure } from '../../trpc/init'
import { findViewer } from '../../trpc/viewer'

const Input = z.object({ limit: z.number().int().min(1).max(200).default(50) })

/** As job.list, with the names of what the jobs are about. */
export const overview = readProcedure
  .input(Input)
  .query(async ({ ctx, input }) => ctx.services.describeJobs(input.limit, await findViewer(ctx)))
