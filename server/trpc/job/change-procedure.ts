import { DomainError } from '../../domain/errors'
import type { Job } from '../../domain/job'
import type { Context } from '../context'
import { askProcedure } from '../init'
import { JobIdInput } from './job-id'

/** Work that anybody who may ask for it may also stop and take up again. */
const OPEN_KINDS: ReadonlySet<Job['kind']> = new Set(['ingest-playlist', 'describe-tracks'])

/**
 * Changes what becomes of a job: whoever may see it, where it is of a kind that anybody may start; else an operator.
 * A tool needs an operator's token.
 */
export const changeJobProcedure = askProcedure.input(JobIdInput).use(async ({ ctx, input, next }) => {
  const user = await ctx.listener.findUser()
  const job = await ctx.services.getJob(input.id, user)
  if (!OPEN_KINDS.has(job.kind) && !isOperator(ctx.caller, user?.role)) {
    throw new DomainError('FORBIDDEN', 'This job is for the operator of this instance to stop or start.')
  }
  if (ctx.caller.kind === 'service' && ctx.caller.role !== 'operator') {
    throw new DomainError('FORBIDDEN', 'This token may only read.')
  }
  return next({ ctx: { user } })
})

function isOperator(caller: Context['caller'], role: string | undefined): boolean {
  if (caller.kind === 'service') return caller.role === 'operator'
  return caller.kind === 'browser' && role === 'operator'
}
