import { changeJobProcedure } from './change-procedure'

/** Takes up a job that failed or was stopped, where it stopped. */
export const resume = changeJobProcedure.mutation(({ ctx, input }) =>
  ctx.services.resumeJob(input.id, ctx.viewer),
)
