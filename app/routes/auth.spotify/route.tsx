import type { LoaderFunctionArgs } from '@remix-run/node'
import { pageHeaders } from '~/lib/headers'
import { orResponse } from '~/lib/to-response'

export const headers = pageHeaders

/** Leaves for Spotify. Whatever speaks against it is a page of ours, so the route has a page and never shows it. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  return orResponse(context, () => context.access.begin(request))
}

export default function LeavingPage() {
  return null
}
