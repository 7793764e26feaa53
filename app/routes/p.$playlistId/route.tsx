import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { JobFailed } from '~/ui/jobs/job-failed'
import { JobFailures } from '~/ui/jobs/job-failures'
import { JobProgress } from '~/ui/jobs/job-progress'
import { PlaylistUnread } from './playlist-unread'
import { PlaylistView } from './playlist-view'
import type { PageHandle } from '~/lib/handle'
import { pageHeaders } from '~/lib/headers'
import { isWaiting } from '~/ui/jobs/job-state'
import { answerPlaylist } from './playlist-answer'
import { pageTitle } from '~/lib/page-title'
import { useJob, type LiveJob } from '~/ui/jobs/use-job'
import { isActiveJob, type JobState } from '~server/domain/job'
import chartHref from '~/styles/chart.css'
import playlistHref from '~/styles/playlist.css'

/** Seconds between two looks at a running job without JavaScript. */
const REFRESH_SECONDS = 2

export const headers = pageHeaders
export const links: LinksFunction = () =>
  [playlistHref, chartHref].map((href) => ({ rel: 'stylesheet', href }))
export const meta: MetaFunction<typeof loader> = ({ data }) =>
  data ? [{ title: pageTitle(data.summary?.playlist.name ?? titleWithout(data.job?.state)) }] : []
export const handle: PageHandle = { refreshSeconds: (data) => (isWaiting(data) ? REFRESH_SECONDS : null) }

function titleWithout(state: JobState | undefined): string {
  return state === 'failed' ? 'The playlist could not be read' : 'Reading a playlist'
}

export async function loader({ params, context }: LoaderFunctionArgs) {
  return answerPlaylist(context, params.playlistId ?? '')
}

export default function PlaylistPage() {
  const { id, summary, job, mayChange, failures, now } = useLoaderData<typeof loader>()
  const hasEnded = job?.state === 'failed' || job?.state === 'cancelled'
  return (
    <div className="playlist">
      {job && isActiveJob(job) ? (
        <Reading {...{ job, failures, mayChange, now }} playlistId={id} first={summary === null} />
      ) : null}
      {job && hasEnded ? (
        <JobFailed {...{ job, mayChange }} playlistId={id} first={summary === null} />
      ) : null}
      {summary ? <PlaylistView summary={summary} /> : null}
      {!summary && (job === null || job.state === 'done') ? <PlaylistUnread playlistId={id} /> : null}
      {job && !isActiveJob(job) ? <JobFailures job={job} failures={failures} mayRetry={mayChange} /> : null}
    </div>
  )
}

type ReadingProps = LiveJob & { playlistId: string; first: boolean; mayChange: boolean; now: string }

/** The job that reads the playlist, as it goes on. */
function Reading({ job, failures, playlistId, first, mayChange, now }: ReadingProps) {
  const live = useJob({ job, failures })
  return (
    <>
      <JobProgress
        job={live.job}
        title={first ? 'Reading the playlist' : 'Reading it again'}
        first={first}
        now={now}
        mayChange={mayChange}
        back={`/p/${encodeURIComponent(playlistId)}`}
      />
      <JobFailures job={live.job} failures={live.failures} mayRetry={mayChange} />
    </>
  )
}
