import type { Job } from '~server/domain/job'
import { EXIT, Failure } from './failure'
import { followJob } from './follow-job'
import { createProgress } from './progress'
import type { Tools } from './tools'

/** Follows a job on this terminal until it is over. Ctrl-C ends the following only, and says how to go on. */
export async function followHere({ client, io }: Pick<Tools, 'client' | 'io'>, job: Job): Promise<Job> {
  const controller = new AbortController()
  const forget = io.onInterrupt?.(() => {
    controller.abort(new Failure('INTERRUPTED', ...toldOf(job), { exitCode: EXIT.interrupted }))
  })
  try {
    return await followJob(client, job, createProgress(io), controller.signal)
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error
  } finally {
    forget?.()
  }
}

function toldOf({ id }: Job): [message: string, hint: string] {
  return [
    `The job ${id} goes on.`,
    `Follow it by \`segue jobs ${id} --follow\`, stop it by \`segue jobs ${id} --cancel\`.`,
  ]
}
