import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { FoundList } from './found-list'
import { SearchForm } from './search-form'
import { pageHeaders } from '~/lib/headers'
import { pageTitle } from '~/lib/page-title'
import { orResponse } from '~/lib/to-response'
import { readChoosing } from '~/ui/search/choice-path'
import searchHref from './search.css'

export const headers = pageHeaders
export const links: LinksFunction = () => [{ rel: 'stylesheet', href: searchHref }]
export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: pageTitle(data?.q ? `Tracks called “${data.q}”` : 'Find a track by name') },
]

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url)
  const q = (searchParams.get('q') ?? '').trim()
  const choosing = readChoosing(searchParams)
  if (q === '') return { q, choosing, found: null }
  return orResponse(context, async () => {
    const found = await context.trpc.search.tracks({ q })
    return { q, choosing, found }
  })
}

export default function SearchPage() {
  const { q, choosing, found } = useLoaderData<typeof loader>()
  return (
    <div className="search-page">
      <h1>{q === '' ? 'Find a track by name' : `Tracks called “${q}”`}</h1>
      <SearchForm q={q} choosing={choosing} />
      {found ? <FoundList found={found} choosing={choosing} /> : null}
    </div>
  )
}
