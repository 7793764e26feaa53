import { changeJobProcedure } from './change-procedure'

/** Asks again about the tracks that a job could not describe; gives the job that does. */
export const retry = changeJobProcedure.mutation(({ ctx, input }) =>
  ctx.services.retryFailures(input.id, ctx.viewer),
)
