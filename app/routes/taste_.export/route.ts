import type { LoaderFunctionArgs } from '@remix-run/node'
import { orResponse } from '~/lib/to-response'

/** The listener's clicks as a file. */
export async function loader({ context }: LoaderFunctionArgs) {
  const taste = await orResponse(context, () => context.trpc.taste.export())
  return new Response(`${JSON.stringify(taste, null, 2)}\n`, {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': 'attachment; filename="segue-taste.json"',
      'cache-control': 'no-store',
    },
  })
}
