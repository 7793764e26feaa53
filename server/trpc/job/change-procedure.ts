import { DomainError } from '../../domain/errors'
import { askProcedure } from '../init'
import { JobIdInput } from './job-id'
import { isOperator, mayChange } from './may-change'

/** Changes what becomes of a job: whoever may see it and may start one of its kind; an operator any, whoever's it is. */
export const changeJobProcedure = askProcedure.input(JobIdInput).use(async ({ ctx, input, next }) => {
  const user = await ctx.listener.findUser()
  const operator = isOperator(ctx.caller, user)
  const job = await ctx.services.getJob(input.id, user, operator)
  if (!(await mayChange(ctx, job, user))) {
    throw new DomainError(
      'FORBIDDEN',
      ctx.caller.kind === 'service'
        ? 'This token may only read.'
        : 'This job is for the operator of this instance to stop or start.',
    )
  }
  return next({ ctx: { user, operator } })
})
