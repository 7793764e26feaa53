import type { AppLoadContext } from '@remix-run/node'
import { MAX_SEEDS } from '~server/similar/domain/controls'
import { DomainError } from '~server/domain/errors'
import { resolveName } from '~/ui/search/resolve-names'
import { getTrackIds, splitLinks } from '~server/domain/links/track-ref'

export type SeedQuery = { seeds: string[]; not: string[] }

/**
 * The tracks that a list goes on from (`seed`, names, links or ids; a field may hold several links) and those it shall not be like
 * (`not`). Throws what parsing a link throws, LINK_UNSUPPORTED and INPUT_INVALID.
 */
export async function readSeedQuery(request: Request, context: AppLoadContext): Promise<SeedQuery> {
  const { searchParams } = new URL(request.url)
  const read = async (name: string) => {
    const links: string[] = []
    for (const text of searchParams.getAll(name).flatMap(splitLinks)) {
      links.push(await resolveName(text, { page: 'continue', field: name, request, context }))
    }
    const unique = [...new Set(links)]
    if (unique.length > MAX_SEEDS) {
      throw new DomainError('INPUT_INVALID', `A list goes on from ${String(MAX_SEEDS)} tracks at most.`)
    }
    const ids = await getTrackIds(unique, (texts) => context.trpc.link.resolve({ links: texts }))
    return [...new Set(ids)]
  }
  return { seeds: await read('seed'), not: await read('not') }
}
