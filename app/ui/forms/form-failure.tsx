import type { ErrorBody } from '~server/domain/errors'

/** What went wrong with a form and what to do, read out as soon as it is there. */
export function FormFailure({ id, error }: { id?: string; error: ErrorBody['error'] }) {
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
