import { data, redirect, type ActionFunctionArgs } from '@remix-run/node'
import { parseAskedFields } from '~server/similar/domain/asked-fields'
import { toDomainError, type ErrorBody } from '~server/domain/errors'
import { clipPath, type ClipChoices } from './clip-path'
import { toResponse } from '~/lib/to-response'

/** What the form shows again: the sentence, and everything that was chosen but the file. */
export type ClipFailure = { choices: ClipChoices; error: ErrorBody['error'] }

/** Listens to the file of a form and goes on to the page of what was heard, or gives the failure with its status. */
export async function hearClip({ context }: Pick<ActionFunctionArgs, 'context'>) {
  let choices: ClipChoices = []
  try {
    const { fields, file } = await context.readClipForm()
    choices = fields
    parseAskedFields(fields)
    if (!(file instanceof Uint8Array)) throw file
    const { token } = await context.trpc.clip.hear(file)
    return redirect(clipPath(token, choices), 303)
  } catch (error) {
    const { status, headers } = toResponse(error, context)
    const failure: ClipFailure = { choices, error: toDomainError(error).toBody(context.requestId).error }
    return data(failure, { status, headers })
  }
}
