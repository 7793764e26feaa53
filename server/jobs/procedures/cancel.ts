import { changeJobProcedure } from './change-procedure'

/** Stops a job; what it has stored stays. */
export const cancel = changeJobProcedure.mutation(({ ctx, input }) =>
  ctx.services.cancelJob(input.id, ctx.viewer),
)
