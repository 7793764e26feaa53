import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { CheckList } from './check-list'
import { pageHeaders } from '~/lib/headers'
import { pageTitle } from '~/lib/page-title'
import { orResponse } from '~/lib/to-response'
import aboutHref from '~/styles/about.css'
import doctorHref from './doctor.css'

export const headers = pageHeaders
export const links: LinksFunction = () => [aboutHref, doctorHref].map((href) => ({ rel: 'stylesheet', href }))
export const meta: MetaFunction = () => [{ title: pageTitle('Status') }]

export function loader({ context }: LoaderFunctionArgs) {
  return orResponse(context, () => context.trpc.doctor.report())
}

export default function DoctorPage() {
  const { spotify, user, house, checkedAt } = useLoaderData<typeof loader>()
  return (
    <div className="doctor">
      <header className="prose">
        <h1>Status</h1>
        <p className="lede">
          Spotify opens different doors to different apps. Segue has knocked at each: here is which are open,
          what a “no” means, and the next best way.
        </p>
      </header>
      <CheckList id="spotify" title="At Spotify" checks={spotify} />
      <CheckList id="user" title="Who is signed in" checks={user} />
      <CheckList id="server" title="This server" checks={house} />
      <p className="quiet">
        Looked at <time dateTime={checkedAt}>{checkedAt.slice(0, 16).replace('T', ' ')} UTC</time>. What
        Spotify allows is asked once in 24 hours.
      </p>
    </div>
  )
}
