import { data, type LinksFunction, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { JourneyForm } from './journey-form'
import { JourneyView } from './journey-view'
import { pageHeaders } from '~/lib/headers'
import { readJourneyFields } from './journey-query'
import { pageTitle } from '~/lib/page-title'
import { planFromAddress } from './plan-journey'
import chartHref from '~/styles/chart.css'
import journeyHref from './journey.css'

export const headers = pageHeaders
export const links: LinksFunction = () =>
  [chartHref, journeyHref].map((href) => ({ rel: 'stylesheet', href }))
export const meta: MetaFunction = () => [{ title: pageTitle('A journey between two tracks') }]

export async function loader({ request, context }: LoaderFunctionArgs) {
  const fields = readJourneyFields(request)
  const { status, headers, ...answer } = await planFromAddress(request, fields, context)
  return data({ fields, ...answer }, { status, headers })
}

export default function JourneyPage() {
  const { fields, journey, failure } = useLoaderData<typeof loader>()
  return (
    <div className="journey-page">
      <section className="journey-page__head" aria-labelledby="journey">
        <h1 id="journey">A journey between two tracks</h1>
        <p className="lede">
          From one track to another in steps as even as the catalog allows, through others if you like, with
          the energy you ask for.
        </p>
        <JourneyForm fields={fields} failure={failure} />
      </section>
      {journey ? <JourneyView journey={journey} /> : null}
    </div>
  )
}
