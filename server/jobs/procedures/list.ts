import { z } from 'zod'
import { readProcedure } from '../../trpc/init'
import { findViewer } from '../../trpc/viewer'

const Input = z.object({ limit: z.number().int().min(1).max(200).default(20) })

export const list = readProcedure
  .input(Input)
  .query(async ({ ctx, input }) => ctx.services.listJobs(input.limit, await findViewer(ctx)))
