import type { ActionFunctionArgs, LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { ActiveChips } from '~/ui/result/active-chips'
import { AdjustForm } from '~/ui/result/adjust-form'
import { ClipForm } from './clip-form'
import { HeardClipFacts } from './heard-clip'
import { ResultGuide } from '~/ui/result/result-guide'
import { ResultList } from '~/ui/result/result-list'
import { toActiveControls } from '~/ui/result/active-controls'
import { hearClip } from './clip-action'
import { formatLimits } from './clip-words'
import { pageHeaders } from '~/lib/headers'
import { pageTitle } from '~/lib/page-title'
import { countChoices, readResultQuery } from '~/ui/result/result-query'
import { orResponse } from '~/lib/to-response'
import adjustHref from '~/styles/adjust.css'
import clipHref from './clip.css'
import resultHref from '~/styles/result.css'
import scoreHref from '~/styles/score.css'

export const headers = pageHeaders
export const links: LinksFunction = () =>
  [resultHref, scoreHref, adjustHref, clipHref].map((href) => ({ rel: 'stylesheet', href }))
export const meta: MetaFunction = () => [{ title: pageTitle('Listen to a clip') }]

export async function loader({ request, context }: LoaderFunctionArgs) {
  return orResponse(context, async () => {
    const query = readResultQuery(request)
    const clip = new URL(request.url).searchParams.get('clip')
    const page = {
      query,
      limits: formatLimits(await context.trpc.clip.limits()),
      counts: countChoices(query.k),
      active: toActiveControls(query),
    }
    if (!clip) return { ...page, recommendation: null }
    return { ...page, recommendation: await context.trpc.clip.find({ ...query, clip }) }
  })
}

export async function action({ context }: ActionFunctionArgs) {
  return hearClip({ context })
}

export default function ClipPage() {
  const { query, limits, counts, active, recommendation } = useLoaderData<typeof loader>()
  const failure = useActionData<typeof action>()
  return (
    <div className="result">
      <section className="query query--seeds query--clip" aria-labelledby="clip">
        <div className="query__words">
          <h1 id="clip">Start from a clip</h1>
          <p className="lede">
            No link at hand? Segue listens to a piece of audio and looks for tracks that sound like it.
          </p>
        </div>
        <ClipForm failure={failure} limits={limits} counts={counts} key={recommendation?.clip.token} />
        {recommendation ? <HeardClipFacts clip={recommendation.clip} /> : null}
      </section>
      {recommendation ? (
        <>
          <aside className="result__aside" aria-label="About this list">
            <AdjustForm query={query} />
          </aside>
          <ResultList recommendation={recommendation} marks={null} withTaste={false}>
            <ActiveChips controls={active} />
          </ResultList>
          <ResultGuide />
        </>
      ) : null}
    </div>
  )
}
