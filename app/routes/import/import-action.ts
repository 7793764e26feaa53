import { data, redirect, type ActionFunctionArgs } from '@remix-run/node'
import { toDomainError, type ErrorBody } from '~server/domain/errors'
import { jobPath } from '~/ui/jobs/job-words'
import { toResponse } from '~/lib/to-response'

export type ImportFailure = ErrorBody['error']

/** Starts the import of the file of a form and goes on to its job, or gives the failure with its status. */
export async function startImport({ context }: Pick<ActionFunctionArgs, 'context'>) {
  try {
    const { id } = await context.startImport()
    return redirect(jobPath(id), 303)
  } catch (error) {
    const { status, headers } = toResponse(error, context)
    const failure: ImportFailure = toDomainError(error).toBody(context.requestId).error
    return data(failure, { status, headers })
  }
}
