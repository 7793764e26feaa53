import type { ActionFunctionArgs, LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { Link, useActionData, useLoaderData } from '@remix-run/react'
import { ImportForm } from './import-form'
import { SignInLink } from '~/ui/forms/sign-in-link'
import { pageHeaders } from '~/lib/headers'
import { startImport } from './import-action'
import { formatSizeLimit } from '~/ui/jobs/import-words'
import { pageTitle } from '~/lib/page-title'
import { orResponse } from '~/lib/to-response'
import importHref from '~/styles/import.css'

export const headers = pageHeaders
export const links: LinksFunction = () => [{ rel: 'stylesheet', href: importHref }]
export const meta: MetaFunction = () => [{ title: pageTitle('Import a file') }]

export async function loader({ context }: LoaderFunctionArgs) {
  return orResponse(context, async () => {
    const { mayImport, maxBytes } = await context.trpc.import.rules()
    return { mayImport, limit: formatSizeLimit(maxBytes) }
  })
}

export async function action({ context }: ActionFunctionArgs) {
  return startImport({ context })
}

export default function ImportPage() {
  const { mayImport, limit } = useLoaderData<typeof loader>()
  const failure = useActionData<typeof action>()
  return (
    <div className="import">
      <h1>Import a file</h1>
      <p className="lede">
        Tracks and playlists from another program, from Spotify’s data export, or from a table of your own.
        What the rows say of the sound is used as it is; importing a file twice changes nothing.
      </p>
      {mayImport ? (
        <>
          <ImportForm failure={failure} limit={limit} />
          <p>
            Lists of files are shown to you alone: <Link to="/imports">look at them, or delete them</Link>.
          </p>
        </>
      ) : (
        <p>
          Here files are imported by people who are signed in; <SignInLink label="Sign in with Spotify" />{' '}
          first. A list that you have at hand can be pasted without.
        </p>
      )}
    </div>
  )
}
