import type { SessionUser } from '../../domain/account'
import type { Job } from '../../domain/job'
import type { Context } from '../context'
import { mayImport } from '../init'

/** Work that anybody who may ask for it may also stop and take up again. */
const OPEN_KINDS: ReadonlySet<Job['kind']> = new Set(['ingest-playlist', 'describe-tracks'])

/** Whether an operator asks: signed in on a page of this instance, or a tool with an operator's token. */
export function isOperator(caller: Context['caller'], user: SessionUser | null): boolean {
  if (caller.kind === 'service') return caller.role === 'operator'
  return caller.kind === 'browser' && user?.role === 'operator'
}

/** Whether a job that one may see is also theirs to stop and to take up: whoever may start one of its kind. */
export async function mayChange(ctx: Context, job: Job, user: SessionUser | null): Promise<boolean> {
  if (isOperator(ctx.caller, user)) return true
  if (ctx.caller.kind === 'service') return false
  if (job.kind === 'import-file') return ctx.caller.kind === 'browser' && mayImport(ctx)
  return OPEN_KINDS.has(job.kind)
}
