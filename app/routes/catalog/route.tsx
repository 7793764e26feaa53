import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { CatalogView } from './catalog-view'
import { pageHeaders } from '~/lib/headers'
import { pageTitle } from '~/lib/page-title'
import { orResponse } from '~/lib/to-response'
import aboutHref from '~/styles/about.css'
import catalogHref from './catalog.css'
import chartHref from '~/styles/chart.css'
import qualityHref from '~/styles/quality.css'

export const headers = pageHeaders
export const links: LinksFunction = () =>
  [aboutHref, chartHref, qualityHref, catalogHref].map((href) => ({ rel: 'stylesheet', href }))
export const meta: MetaFunction = () => [{ title: pageTitle('The catalog') }]

export async function loader({ context }: LoaderFunctionArgs) {
  return orResponse(context, () => context.trpc.catalog.summary())
}

export default function CatalogPage() {
  const catalog = useLoaderData<typeof loader>()
  return (
    <div className="quality catalog">
      <header className="prose">
        <h1>What is in the catalog?</h1>
        <p className="lede">
          Recommendations come from these tracks and no others. This is how many there are, how they sound,
          and how much is known of them.
        </p>
      </header>
      {catalog.counts.tracks === 0 ? (
        <p className="notice">
          There is nothing in it yet. <Link to="/">Paste the link of a playlist</Link>: its tracks become the
          catalog.
        </p>
      ) : (
        <CatalogView catalog={catalog} />
      )}
    </div>
  )
}
