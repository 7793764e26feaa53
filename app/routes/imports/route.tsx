import {
  redirect,
  type ActionFunctionArgs,
  type LinksFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
} from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { ImportedLists } from './imported-lists'
import { pageHeaders } from '~/lib/headers'
import { pageTitle } from '~/lib/page-title'
import { orResponse } from '~/lib/to-response'
import { DomainError } from '~server/domain/errors'
import accountHref from '~/styles/account.css'
import jobsHref from '~/styles/jobs.css'

export const headers = pageHeaders
export const links: LinksFunction = () => [jobsHref, accountHref].map((href) => ({ rel: 'stylesheet', href }))
export const meta: MetaFunction = () => [{ title: pageTitle('Imported lists') }]

export async function loader({ context }: LoaderFunctionArgs) {
  return orResponse(context, () => context.trpc.import.lists({}))
}

/** The buttons: `list` names the one to delete, `all` stands for every one. */
export async function action({ request, context }: ActionFunctionArgs) {
  return orResponse(context, async () => {
    const form = await request.formData().catch((cause: unknown) => {
      throw new DomainError('INPUT_INVALID', 'This is not a form.', {
        hint: 'Use the buttons of the page.',
        cause,
      })
    })
    const list = form.get('list')
    if (typeof list === 'string' && list !== '') {
      await context.trpc.import.remove({ list })
    } else if (form.get('all') === 'yes') {
      await context.trpc.import.remove({ all: true })
    } else {
      throw new DomainError('INPUT_INVALID', 'The form names no list.', {
        hint: 'Use the buttons of the page.',
      })
    }
    return redirect('/imports')
  })
}

export default function ImportedPage() {
  const imported = useLoaderData<typeof loader>()
  return (
    <div className="jobs">
      <header className="prose">
        <h1>Imported lists</h1>
        <p className="lede">
          Playlists that came from your files. They are shown to you alone; their tracks are part of the
          catalog for everybody here.
        </p>
      </header>
      <ImportedLists imported={imported} />
      <p>
        <Link to="/import">Import a file</Link>
      </p>
    </div>
  )
}
