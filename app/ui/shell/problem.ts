import { isRouteErrorResponse } from '@remix-run/react'
import { toErrorTitle } from '~server/domain/error-title'
import type { ErrorBody } from '~server/domain/errors'

/** A failure as an error page shows it. */
export type Problem = {
  status: number
  title: string
  message: string
  hint: string
  requestId: string | null
}

/** What an error page says of whatever was thrown; the details of a bug stay on the server. */
export function toProblem(error: unknown): Problem {
  if (!isRouteErrorResponse(error)) return toBug(500)
  const body: unknown = error.data
  if (isErrorBody(body)) {
    const { message, hint, requestId } = body.error
    return {
      status: error.status,
      title: toErrorTitle(error.status),
      message,
      hint,
      requestId: requestId ?? null,
    }
  }
  if (error.status === 404) {
    return {
      status: 404,
      title: toErrorTitle(404),
      message: 'There is no page at this address.',
      hint: 'Start again from the front page.',
      requestId: null,
    }
  }
  if (error.status === 405) {
    return {
      status: 405,
      title: toErrorTitle(405),
      message: 'This page takes no such request.',
      hint: 'Send the form from the front page.',
      requestId: null,
    }
  }
  return toBug(error.status)
}

function toBug(status: number): Problem {
  return {
    status,
    title: toErrorTitle(status),
    message: 'Something went wrong on our side.',
    hint: 'Try again. If it happens again, tell whoever runs this instance.',
    requestId: null,
  }
}

function isErrorBody(value: unknown): value is ErrorBody {
  if (typeof value !== 'object' || value === null || !('error' in value)) return false
  const { error } = value
  return (
    typeof error === 'object' &&
    error !== null &&
    'message' in error &&
    typeof error.message === 'string' &&
    'hint' in error &&
    typeof error.hint === 'string'
  )
}
