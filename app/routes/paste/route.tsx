import type { ActionFunctionArgs, LinksFunction, MetaFunction } from '@remix-run/node'
import { Link, useActionData } from '@remix-run/react'
import { MatchedList } from './matched-list'
import { PasteForm } from './paste-form'
import { pageHeaders } from '~/lib/headers'
import { pageTitle } from '~/lib/page-title'
import { matchPasted } from './paste-action'
import pasteHref from './paste.css'

export const headers = pageHeaders
export const links: LinksFunction = () => [{ rel: 'stylesheet', href: pasteHref }]
export const meta: MetaFunction = () => [{ title: pageTitle('Paste a list') }]

export async function action({ request, context }: ActionFunctionArgs) {
  return matchPasted({ request, context })
}

export default function PastePage() {
  const answer = useActionData<typeof action>()
  return (
    <div className="paste">
      <h1>Paste a list of tracks</h1>
      <p className="lede">
        One track a line, as “artist – title” or as a link. Segue looks each up in its catalog, then at
        Spotify, and asks where more than one could be meant. A file of tracks or playlists{' '}
        <Link to="/import">is imported whole</Link>.
      </p>
      <PasteForm text={answer?.text ?? ''} failure={answer?.failure ?? null} />
      {answer && answer.lines.length > 0 ? (
        <MatchedList text={answer.text} lines={answer.lines} failure={answer.choiceFailure} />
      ) : null}
    </div>
  )
}
