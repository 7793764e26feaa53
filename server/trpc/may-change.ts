import type { Job } from '../domain/job'
import type { Viewer } from '../domain/viewer'
import type { Context } from './context'

/** Work that people ask for; what the instance does by itself is for operators. */
const KINDS_OF_PEOPLE: ReadonlySet<Job['kind']> = new Set([
  'ingest-playlist',
  'describe-tracks',
  'import-file',
])

/**
 * Whether a job that one may see is also theirs to stop and to take up: their own; the instance's where only this machine
 * reaches it, an import from a page only; and any for an operator.
 */
export async function mayChange(ctx: Context, job: Job, viewer: Viewer): Promise<boolean> {
  if (viewer.isOperator) return true
  if (ctx.caller.kind === 'service' || !KINDS_OF_PEOPLE.has(job.kind)) return false
  const owner = await ctx.services.findJobOwner(job.id)
  if (owner !== null) return owner === viewer.userId
  return viewer.seesInstance && (job.kind !== 'import-file' || ctx.caller.kind === 'browser')
}
