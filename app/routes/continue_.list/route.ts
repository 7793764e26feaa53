import type { LoaderFunctionArgs } from '@remix-run/node'
import { DomainError } from '~server/domain/errors'
import { findContinuation } from '../continue/find-continuation'
import { orResponse } from '~/lib/to-response'
import { toListFile } from '~/ui/result/list-file'

/** The tracks that /continue shows with the same address, as a file. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  return orResponse(context, async () => {
    const { recommendation } = await findContinuation(request, context)
    if (recommendation === null) {
      throw new DomainError('INPUT_INVALID', 'A list goes on from one track at least.', {
        hint: 'Name it with "seed" in the address.',
      })
    }
    const title = `After ${recommendation.seeds.map(({ name }) => name).join(', ')}`
    return toListFile(request, { title, tracks: recommendation.tracks.map(({ track }) => track) })
  })
}
