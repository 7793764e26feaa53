import type { LoaderFunctionArgs } from '@remix-run/node'
import { pageHeaders } from '~/lib/headers'
import { toResponse } from '~/lib/to-response'
import { DomainError } from '~server/domain/errors'

export const headers = pageHeaders

export function loader({ context }: LoaderFunctionArgs) {
  throw toResponse(new DomainError('PAGE_NOT_FOUND', 'There is no page at this address.'), context)
}

/** A route without a component would answer as a resource, without the page around it. */
export default function NoPage() {
  return null
}
