import type { LoaderFunctionArgs } from '@remix-run/node'
import { pageHeaders } from '~/lib/headers'
import { orResponse } from '~/lib/to-response'

export const headers = pageHeaders

/** Where Spotify sends people back to: on to where they came from, or to the page that says why not. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  return orResponse(context, () => context.access.finish(request))
}

export default function ReturningPage() {
  return null
}
