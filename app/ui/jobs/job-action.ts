import { redirect, type ActionFunctionArgs } from '@remix-run/node'
import { DomainError, isDomainError, toDomainError } from '~server/domain/errors'
import { toOwnPath } from '~server/domain/input/own-path'
import { jobPath } from './job-words'
import { readForm } from '~/ui/forms/read-form'
import { toResponse } from '~/lib/to-response'

/**
 * The buttons of a job: `do` says which, `back` where to go on. A job that is started shows itself; what is no longer
 * possible (it ended meanwhile) shows the page anew, which says how it stands.
 */
export async function changeJob({
  request,
  context,
  id,
}: Pick<ActionFunctionArgs, 'request' | 'context'> & { id: string }) {
  try {
    const form = await readForm(request)
    const back = form.get('back')
    const here = toOwnPath(typeof back === 'string' ? back : null, jobPath(id))
    const { job } = context.trpc
    switch (form.get('do')) {
      case 'cancel':
        await job.cancel({ id }).catch(ignoreTooLate)
        return redirect(here)
      case 'resume': {
        const resumed = await job.resume({ id })
        return redirect(here === jobPath(id) ? jobPath(resumed.id) : here)
      }
      case 'retry':
        return redirect(jobPath((await job.retry({ id })).id))
      default:
        throw new DomainError('INPUT_INVALID', 'This is no button of the page.', {
          hint: 'Use the buttons of the page.',
        })
    }
  } catch (error) {
    throw toResponse(error, context)
  }
}

function ignoreTooLate(error: unknown): void {
  const known = toDomainError(error)
  if (!isDomainError(known) || known.code !== 'JOB_NOT_ACTIVE') throw error
}
