import { readProcedure } from '../init'
import { JobIdInput } from './job-id'
import { isOperator } from './may-change'

/** A job as it stands; an operator, who may change any, may also look at any whose id is known to them. */
export const get = readProcedure.input(JobIdInput).query(async ({ ctx, input }) => {
  const user = await ctx.listener.findUser()
  return ctx.services.getJob(input.id, user, isOperator(ctx.caller, user))
})
