import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { ActiveChips } from '~/ui/result/active-chips'
import { AdjustForm } from '~/ui/result/adjust-form'
import { ResultGuide } from '~/ui/result/result-guide'
import { ResultList } from '~/ui/result/result-list'
import { SeedForm } from './seed-form'
import { SeedList } from './seed-list'
import { TakeAway } from '~/ui/result/take-away'
import { toActiveControls } from '~/ui/result/active-controls'
import { pageHeaders } from '~/lib/headers'
import { pageTitle } from '~/lib/page-title'
import { findContinuation } from './find-continuation'
import { findMarks } from '~/ui/taste/taste-marks'
import { orResponse } from '~/lib/to-response'
import adjustHref from '~/styles/adjust.css'
import resultHref from '~/styles/result.css'
import scoreHref from '~/styles/score.css'
import tasteHref from '~/styles/taste.css'

export const headers = pageHeaders
export const links: LinksFunction = () =>
  [resultHref, scoreHref, adjustHref, tasteHref].map((href) => ({ rel: 'stylesheet', href }))
export const meta: MetaFunction = () => [{ title: pageTitle('Continue from several tracks') }]

export async function loader({ request, context }: LoaderFunctionArgs) {
  return orResponse(context, async () => {
    const { query, recommendation } = await findContinuation(request, context)
    if (recommendation === null) return { query, recommendation, marks: null, active: [] }
    const active = toActiveControls(query).filter(({ names }) => names[0] !== 'mode')
    return { query, recommendation, marks: await findMarks(context, recommendation), active }
  })
}

export default function ContinuePage() {
  const { query, recommendation, marks, active } = useLoaderData<typeof loader>()
  return (
    <div className="result">
      <section className="query query--seeds" aria-labelledby="continue">
        <div className="query__words">
          <h1 id="continue">Continue from several tracks</h1>
          <p className="lede">
            What fits them all, as a playlist would go on: their artists too, at most two tracks of each.
          </p>
        </div>
        <SeedForm />
        {recommendation ? (
          <>
            <SeedList tracks={recommendation.seeds} name="seed" title="Going on from" />
            <SeedList tracks={recommendation.against} name="not" title="But not like" />
          </>
        ) : null}
      </section>
      {recommendation ? (
        <>
          <aside className="result__aside" aria-label="About this list">
            <AdjustForm query={query} />
          </aside>
          <ResultList recommendation={recommendation} marks={marks} withTaste={query.taste === 'on'}>
            <ActiveChips controls={active} />
            <TakeAway />
          </ResultList>
          <ResultGuide />
        </>
      ) : null}
    </div>
  )
}
