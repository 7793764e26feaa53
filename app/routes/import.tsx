import type { ActionFunctionArgs, LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { ImportFailed } from '~/components/import-failed'
import { ImportForm } from '~/components/import-form'
import { ImportProgress } from '~/components/import-progress'
import { ImportReport } from '~/components/import-report'
import { SignInLink } from '~/components/sign-in-link'
import type { PageHandle } from '~/lib/handle'
import { pageHeaders } from '~/lib/headers'
import { startImport } from '~/lib/import-action'
import { formatSizeLimit } from '~/lib/import-words'
import { isWaiting } from '~/lib/job-state'
import { isActiveJob } from '~server/domain/job'
import { pageTitle } from '~/lib/page-title'
import { orResponse } from '~/lib/to-response'
import importHref from '~/styles/import.css'
import playlistHref from '~/styles/playlist.css'

/** Seconds between two looks at a running job without JavaScript. */
const REFRESH_SECONDS = 2

export const headers = pageHeaders
export const links: LinksFunction = () =>
  [playlistHref, importHref].map((href) => ({ rel: 'stylesheet', href }))
export const meta: MetaFunction = () => [{ title: pageTitle('Import a file') }]
export const handle: PageHandle = { refreshSeconds: (data) => (isWaiting(data) ? REFRESH_SECONDS : null) }

export async function loader({ request, context }: LoaderFunctionArgs) {
  return orResponse(context, async () => {
    const id = new URL(request.url).searchParams.get('job')
    const { mayImport, maxBytes } = await context.trpc.import.rules()
    const job = id === null ? null : await context.trpc.job.get({ id })
    return { mayImport, limit: formatSizeLimit(maxBytes), job }
  })
}

export async function action({ request, context }: ActionFunctionArgs) {
  return startImport({ request, context })
}

export default function ImportPage() {
  const { mayImport, limit, job } = useLoaderData<typeof loader>()
  const failure = useActionData<typeof action>()
  if (job && isActiveJob(job)) return <ImportProgress job={job} />
  if (job?.report) return <ImportReport subject={job.subject} report={job.report} />
  return (
    <div className="import">
      <h1>Import a file</h1>
      <p className="lede">
        Tracks and playlists from another program, from Spotify’s data export, or from a table of your own.
        What the rows say of the sound is used as it is; importing a file twice changes nothing.
      </p>
      {job?.state === 'failed' ? <ImportFailed job={job} /> : null}
      {mayImport ? (
        <ImportForm failure={failure} limit={limit} />
      ) : (
        <p>
          Here files are imported by people who are signed in; <SignInLink label="Sign in with Spotify" />{' '}
          first. A list that you have at hand can be pasted without.
        </p>
      )}
    </div>
  )
}
