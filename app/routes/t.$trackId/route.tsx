import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { ActiveChips } from '~/ui/result/active-chips'
import { AdjustForm } from '~/ui/result/adjust-form'
import { CountForm } from './count-form'
import { LinkForm } from '~/ui/forms/link-form'
import { OtherReleases } from './other-releases'
import { QueryTrack } from './query-track'
import { ResultGuide } from '~/ui/result/result-guide'
import { ResultList } from '~/ui/result/result-list'
import { TakeAway } from '~/ui/result/take-away'
import { toActiveControls } from '~/ui/result/active-controls'
import { pageHeaders } from '~/lib/headers'
import { pageTitle } from '~/lib/page-title'
import { countChoices, readResultQuery } from '~/ui/result/result-query'
import { findMarks } from '~/ui/taste/taste-marks'
import { orResponse } from '~/lib/to-response'
import { artistLine } from '~/lib/track-words'
import resultHref from '~/styles/result.css'
import adjustHref from '~/styles/adjust.css'
import scoreHref from '~/styles/score.css'
import tasteHref from '~/styles/taste.css'

export const headers = pageHeaders
export const links: LinksFunction = () =>
  [resultHref, scoreHref, adjustHref, tasteHref].map((href) => ({ rel: 'stylesheet', href }))
export const meta: MetaFunction<typeof loader> = ({ data }) => {
  const query = data?.recommendation.query
  return query ? [{ title: pageTitle(`Tracks like ${query.name} by ${artistLine(query)}`) }] : []
}

export async function loader({ params, request, context }: LoaderFunctionArgs) {
  return orResponse(context, async () => {
    const query = readResultQuery(request)
    const id = params.trackId ?? ''
    const [recommendation, { others }] = await Promise.all([
      context.trpc.similar.find({ ...query, id }),
      context.trpc.versions.list({ id }),
    ])
    const marks = await findMarks(context, recommendation)
    return {
      recommendation,
      others,
      marks,
      query,
      active: toActiveControls(query),
      choices: countChoices(query.k),
    }
  })
}

export default function TrackPage() {
  const { recommendation, others, marks, query, active, choices } = useLoaderData<typeof loader>()
  return (
    <div className="result">
      <QueryTrack track={recommendation.query}>
        <OtherReleases releases={others} />
      </QueryTrack>
      <aside className="result__aside" aria-label="About this list">
        <CountForm k={query.k} choices={choices} />
        <AdjustForm query={query} />
      </aside>
      <ResultList recommendation={recommendation} marks={marks} withTaste={query.taste === 'on'}>
        <ActiveChips controls={active} />
        <TakeAway />
      </ResultList>
      <ResultGuide />
      <section className="result__again" aria-labelledby="again">
        <h2 id="again">From another track</h2>
        <LinkForm />
      </section>
    </div>
  )
}
