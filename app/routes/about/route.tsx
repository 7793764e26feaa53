import type { LinksFunction, MetaFunction } from '@remix-run/node'
import { AboutSound } from './about-sound'
import { AboutStored } from './about-stored'
import { pageTitle } from '~/lib/page-title'
import aboutHref from '~/styles/about.css'

export const links: LinksFunction = () => [{ rel: 'stylesheet', href: aboutHref }]
export const meta: MetaFunction = () => [{ title: pageTitle('How it works') }]

export default function AboutPage() {
  return (
    <div className="about prose">
      <h1>How Segue works</h1>
      <p className="lede">
        In a score, <em>segue</em> tells the players to go on to what follows without a pause. This tool looks
        for tracks between which that works.
      </p>
      <AboutSound />
      <AboutStored />
    </div>
  )
}
