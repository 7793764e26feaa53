import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { IndexState } from './index-state'
import { QualityUnmeasured } from './quality-unmeasured'
import { QualityView } from './quality-view'
import { pageHeaders } from '~/lib/headers'
import { pageTitle } from '~/lib/page-title'
import { orResponse } from '~/lib/to-response'
import aboutHref from '~/styles/about.css'
import chartHref from '~/styles/chart.css'
import qualityHref from '~/styles/quality.css'

export const headers = pageHeaders
export const links: LinksFunction = () =>
  [aboutHref, chartHref, qualityHref].map((href) => ({ rel: 'stylesheet', href }))
export const meta: MetaFunction = () => [{ title: pageTitle('How good it is') }]

export async function loader({ context }: LoaderFunctionArgs) {
  return orResponse(context, async () => {
    const [quality, index] = await Promise.all([context.trpc.quality.latest(), context.trpc.index.status()])
    return { quality, index }
  })
}

export default function QualityPage() {
  const { quality, index } = useLoaderData<typeof loader>()
  return (
    <div className="quality">
      <header className="prose">
        <h1>How good is it?</h1>
        <p className="lede">
          Segue tests itself: it hides tracks of the playlists it knows, ranks the whole catalog without
          having seen them, and counts how many it finds again. Beside each figure stands what one finds
          without listening at all.
        </p>
      </header>
      {quality ? <QualityView quality={quality} /> : <QualityUnmeasured />}
      <IndexState state={index} />
    </div>
  )
}
