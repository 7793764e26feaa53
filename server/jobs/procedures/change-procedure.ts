import { DomainError } from '../../domain/errors'
import { askProcedure, audit } from '../../trpc/init'
import { findViewer } from '../../trpc/viewer'
import { JobIdInput } from './job-id'
import { mayChange } from '../../trpc/may-change'

/** Changes what becomes of a job: whoever's it is, and an operator any. */
export const changeJobProcedure = askProcedure
  .use(audit)
  .input(JobIdInput)
  .use(async ({ ctx, input, next }) => {
    const viewer = await findViewer(ctx)
    const job = await ctx.services.getJob(input.id, viewer)
    if (!(await mayChange(ctx, job, viewer))) {
      throw new DomainError(
        'FORBIDDEN',
        ctx.caller.kind === 'service'
          ? 'This token may only read.'
          : 'This job is for whoever started it, and for the operator of this instance, to stop or start.',
      )
    }
    return next({ ctx: { viewer } })
  })
