import type { LoaderFunctionArgs } from '@remix-run/node'
import { orResponse } from '~/lib/to-response'

/** Everything that is kept of a user as a file. */
export async function loader({ context }: LoaderFunctionArgs) {
  const all = await orResponse(context, () => context.trpc.account.export())
  return new Response(`${JSON.stringify(all, null, 2)}\n`, {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': 'attachment; filename="segue-account.json"',
      'cache-control': 'no-store',
    },
  })
}
