import type { ErrorBody } from '~server/domain/errors'

/** What was wrong with a form, in a sentence beside the field, and what to do. */
export function FormError({ id, error }: { id: string; error: ErrorBody['error'] }) {
  return (
    <div className="link-form__error" id={id} role="alert" data-code={error.code}>
      <p>
        <strong>{error.message}</strong> {error.hint}
      </p>
      {error.code === 'INTERNAL' && error.requestId ? (
        <p className="request-id">Request {error.requestId}</p>
      ) : null}
    </div>
  )
}
