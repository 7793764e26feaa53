import { redirect, type AppLoadContext } from '@remix-run/node'
import { isName } from '~server/search/domain/is-name'
import { MAX_QUERY } from '~server/search/domain/search'
import { searchPath, type ChoosingPage } from './choice-path'

type From = { page: ChoosingPage; field: string; request: Request; context: AppLoadContext }

/**
 * A text of a field for tracks, with the id of the track where it names one in full. Throws a redirect to the page of
 * search where there is a choice, or nothing.
 */
export async function resolveName(text: string, { page, field, request, context }: From): Promise<string> {
  if (!isName(text) || text.length > MAX_QUERY) return text
  const { only } = await context.trpc.search.tracks({ q: text })
  if (only !== null) return only
  const rest = new URL(request.url).search.slice(1)
  const choices: Response = redirect(searchPath(text.trim(), { page, field, rest }))
  throw choices
}
