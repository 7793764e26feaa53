import type { ActionFunctionArgs, LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { ClearTaste } from './clear-taste'
import { ClickList } from './click-list'
import { LearnedWeights } from './learned-weights'
import { pageHeaders } from '~/lib/headers'
import { pageTitle } from '~/lib/page-title'
import { changeTaste } from '~/ui/taste/taste-action'
import { orResponse } from '~/lib/to-response'
import aboutHref from '~/styles/about.css'
import tasteHref from '~/styles/taste.css'

export const headers = pageHeaders
export const links: LinksFunction = () => [aboutHref, tasteHref].map((href) => ({ rel: 'stylesheet', href }))
export const meta: MetaFunction = () => [{ title: pageTitle('Your taste') }]

export async function loader({ context }: LoaderFunctionArgs) {
  return orResponse(context, () => context.trpc.taste.get())
}

export async function action({ request, context }: ActionFunctionArgs) {
  return changeTaste({ request, context })
}

export default function TastePage() {
  const taste = useLoaderData<typeof loader>()
  return (
    <div className="taste-page">
      <header className="prose">
        <h1>Your taste</h1>
        <p className="lede">
          Likes, dislikes and skips move the lists you are shown, and nobody else’s. They are all that Segue
          learns from: not what you look at, not what others click.
        </p>
      </header>
      <LearnedWeights taste={taste} />
      {taste.clicks.length === 0 ? (
        <p>
          You have not judged a track yet. <Link to="/">Find some</Link>, and use the buttons below them.
        </p>
      ) : (
        <>
          <ClickList taste={taste} />
          <p>
            <a href="/taste/export" download="segue-taste.json">
              Download your clicks (JSON)
            </a>
          </p>
          <ClearTaste />
        </>
      )}
    </div>
  )
}
