import { DomainError } from '~server/domain/errors'

/** The form that a request brings. Throws INPUT_INVALID where it is none; `hint` says what to send instead. */
export function readForm(request: Request, hint = 'Use the buttons of the page.'): Promise<FormData> {
  return request.formData().catch((cause: unknown) => {
    throw new DomainError('INPUT_INVALID', 'This is not a form.', { hint, cause })
  })
}
