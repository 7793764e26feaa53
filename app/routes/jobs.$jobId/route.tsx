import type { ActionFunctionArgs, LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { ImportReport } from './import-report'
import { JobEnded } from './job-ended'
import { JobFailures } from '~/ui/jobs/job-failures'
import { JobProgress } from '~/ui/jobs/job-progress'
import { JobReport } from './job-report'
import type { PageHandle } from '~/lib/handle'
import { pageHeaders } from '~/lib/headers'
import { changeJob } from '~/ui/jobs/job-action'
import { isWaiting } from '~/ui/jobs/job-state'
import { jobPath, jobTitle } from '~/ui/jobs/job-words'
import { pageTitle } from '~/lib/page-title'
import { orResponse } from '~/lib/to-response'
import { useJob } from '~/ui/jobs/use-job'
import { isActiveJob, type Job } from '~server/domain/job'
import importHref from '~/styles/import.css'
import jobsHref from '~/styles/jobs.css'
import playlistHref from '~/styles/playlist.css'

/** Seconds between two looks at a running job without JavaScript. */
const REFRESH_SECONDS = 2

export const headers = pageHeaders
export const links: LinksFunction = () =>
  [playlistHref, jobsHref, importHref].map((href) => ({ rel: 'stylesheet', href }))
export const meta: MetaFunction<typeof loader> = ({ data }) =>
  data ? [{ title: pageTitle(jobTitle(data)) }] : []
export const handle: PageHandle = { refreshSeconds: (data) => (isWaiting(data) ? REFRESH_SECONDS : null) }

export async function loader({ params, context }: LoaderFunctionArgs) {
  const details = await orResponse(context, () => context.trpc.job.describe({ id: params.jobId ?? '' }))
  return { ...details, now: new Date().toISOString() }
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  return changeJob({ request, context, id: params.jobId ?? '' })
}

export default function JobPage() {
  const data = useLoaderData<typeof loader>()
  const { job, failures } = useJob(data)
  const { mayChange } = data
  const title = jobTitle(data)
  return (
    <div className="jobs">
      {isActiveJob(job) ? (
        <JobProgress {...{ job, title, mayChange }} first now={data.now} back={jobPath(job.id)} />
      ) : (
        <Ended {...{ job, title, mayChange }} />
      )}
      <JobFailures job={job} failures={failures} mayRetry={mayChange} />
      <p>
        <Link to="/jobs">All that is being read or built</Link>
      </p>
    </div>
  )
}

/** How it ended and what came of it; an import says so in the words of its rows. */
function Ended({ job, title, mayChange }: { job: Job; title: string; mayChange: boolean }) {
  if (job.kind === 'import-file' && job.state === 'done' && job.report) {
    return <ImportReport job={job} report={job.report} />
  }
  return (
    <>
      <JobEnded job={job} title={title} mayChange={mayChange} />
      {job.report ? <JobReport report={job.report} /> : null}
    </>
  )
}
