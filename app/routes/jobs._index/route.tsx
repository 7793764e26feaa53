import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { useEffect } from 'react'
import { JobList } from './job-list'
import type { PageHandle } from '~/lib/handle'
import { pageHeaders } from '~/lib/headers'
import { pageTitle } from '~/lib/page-title'
import { orResponse } from '~/lib/to-response'
import { useIdleRevalidate } from '~/ui/jobs/use-idle-revalidate'
import { isActiveJob } from '~server/domain/job'
import aboutHref from '~/styles/about.css'
import jobsHref from '~/styles/jobs.css'

/** Seconds between two looks while something is under way; one job is followed on its own page. */
const REFRESH_SECONDS = 2

export const headers = pageHeaders
export const links: LinksFunction = () => [aboutHref, jobsHref].map((href) => ({ rel: 'stylesheet', href }))
export const meta: MetaFunction = () => [{ title: pageTitle('Jobs') }]
export const handle: PageHandle = {
  refreshSeconds: (data) => (hasActive(data) ? REFRESH_SECONDS : null),
}

function hasActive(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'active' in data && data.active === true
}

export async function loader({ context }: LoaderFunctionArgs) {
  const jobs = await orResponse(context, () => context.trpc.job.overview({}))
  return { jobs, active: jobs.some(({ job }) => isActiveJob(job)), now: new Date().toISOString() }
}

export default function JobsPage() {
  const { jobs, active, now } = useLoaderData<typeof loader>()
  const look = useIdleRevalidate()
  useEffect(() => {
    if (!active) return
    const timer = setInterval(look, REFRESH_SECONDS * 1000)
    return () => {
      clearInterval(timer)
    }
  }, [active, look])
  const [open, over] = [true, false].map((wanted) => jobs.filter(({ job }) => isActiveJob(job) === wanted))
  return (
    <div className="jobs">
      <header className="prose">
        <h1>Jobs</h1>
        <p className="lede">
          Reading a playlist or a file goes on when you leave the page. Here is what runs, what waits, and
          what became of the rest.
        </p>
      </header>
      {open && open.length > 0 ? (
        <section aria-labelledby="open">
          <h2 id="open">Under way</h2>
          <JobList jobs={open} now={now} />
        </section>
      ) : null}
      <section aria-labelledby="over">
        <h2 id="over">Over</h2>
        {over && over.length > 0 ? (
          <JobList jobs={over} now={now} />
        ) : (
          <p>
            Nothing yet. <Link to="/">Paste the link of a playlist</Link> to begin.
          </p>
        )}
      </section>
    </div>
  )
}
