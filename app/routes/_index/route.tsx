import type { ActionFunctionArgs, LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { Link, useActionData, useLoaderData } from '@remix-run/react'
import { CatalogStatus } from './catalog-status'
import { EmptyCatalog } from './empty-catalog'
import { Examples } from './examples'
import { LinkForm } from '~/ui/forms/link-form'
import { Promises } from './promises'
import { SandboxNote } from './sandbox-note'
import { Strands } from './strands'
import { pageHeaders } from '~/lib/headers'
import { openLink } from '~/ui/forms/link-action'
import { pageTitle } from '~/lib/page-title'
import { orResponse } from '~/lib/to-response'
import frontHref from './front.css'

export const headers = pageHeaders
export const links: LinksFunction = () => [{ rel: 'stylesheet', href: frontHref }]
export const meta: MetaFunction<typeof loader, Record<string, never>> = () => [
  { title: pageTitle() },
  { name: 'description', content: 'Paste a Spotify link and see which tracks sound like it, and why.' },
]

export async function loader({ context }: LoaderFunctionArgs) {
  return orResponse(context, () => context.trpc.catalog.overview())
}

export async function action({ request, context }: ActionFunctionArgs) {
  return openLink({ request, context })
}

export default function FrontPage() {
  const overview = useLoaderData<typeof loader>()
  const failure = useActionData<typeof action>()
  return (
    <div className="front">
      <section className="hero" aria-labelledby="question">
        <Strands />
        <h1 id="question">
          Which tracks sound like this one, <em>and why?</em>
        </h1>
        <p className="lede">
          Name a track or paste its link. Segue compares how it sounds with every track of its catalog and
          shows the closest ones, each with a score and the reasons that add up to it.
        </p>
        <LinkForm failure={failure} large />
        <p className="hero__more">
          A list at hand? <Link to="/paste">Paste it, one track a line</Link>, or{' '}
          <Link to="/import">import a file</Link>. No link at all?{' '}
          <Link to="/clip" prefetch="intent">
            Let Segue listen to a clip
          </Link>
          .
        </p>
      </section>
      {overview.tracks === 0 ? <EmptyCatalog /> : <CatalogStatus overview={overview} />}
      {overview.spotify === 'sandbox' ? <SandboxNote /> : null}
      <Examples tracks={overview.examples} playlists={overview.playlists} />
      <Promises />
    </div>
  )
}
