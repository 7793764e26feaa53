import type { LoaderFunctionArgs } from '@remix-run/node'
import { orResponse } from '~/lib/to-response'
import { artistLine } from '~/lib/track-words'
import { toListFile } from '~/ui/result/list-file'
import { readResultQuery } from '~/ui/result/result-query'

/** The tracks that the page of a track shows with the same address, as a file. */
export async function loader({ params, request, context }: LoaderFunctionArgs) {
  return orResponse(context, async () => {
    const id = params.trackId ?? ''
    const { query, tracks } = await context.trpc.similar.find({ ...readResultQuery(request), id })
    const title = `Tracks like ${query.name} by ${artistLine(query)}`
    return toListFile(request, { title, tracks: tracks.map(({ track }) => track) })
  })
}
